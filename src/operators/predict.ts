import type { OperatorFunction } from 'rxjs'
import type { Prediction } from '../evaluation/prediction.js'
import type { Features, Sample } from '../features/sample.js'
import { EddyError } from '../error.js'
import { Fault, type RejectionCode } from '../rejection.js'
import { checkOption, required } from '../options.js'
import type { Learner } from './learner/learner.js'
import { aLearner } from './learner/learnerOptions.js'
import { mapSamples } from './mapSamples.js'

const isSample = (value: Sample | Features): value is Sample =>
  typeof value === 'object' &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value) &&
  'x' in value &&
  typeof value.x === 'object'

/** Predicts with the learner as it is at that moment; changes nothing. What doesn't fit is set aside on `rejected$`. */
export function predict(learner: Learner): OperatorFunction<Sample | Features, Prediction> {
  checkOption('predict', 'learner', learner, required(aLearner))
  return mapSamples(learner.rejections, () => (value) => {
    try {
      return isSample(value) ? learner.predictSample(value) : learner.predict(value)
    } catch (error) {
      if (!(error instanceof EddyError)) throw error
      learner.rejections.report(value, new Fault(error.code as RejectionCode, error.message))
      return undefined
    }
  })
}
