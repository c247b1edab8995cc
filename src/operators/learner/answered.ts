import { EddyError } from '../../error.js'
import type { Prediction } from '../../evaluation/prediction.js'
import type { Features, Sample } from '../../features/sample.js'

/** A question, with the prediction that was made when it came. */
export interface Answered extends Sample {
  readonly prediction: Prediction
}

/** What answers questions when they come: a learner, a subscribed model, ... `predictSample` also knows whose question it is. */
export interface Answering {
  predict(x: Features): Prediction
  predictSample?(sample: Sample): Prediction
}

/** What a predictor says about a sample; undefined if the sample doesn't fit. */
export function answerOf(predictor: Answering, sample: Sample): Prediction | undefined {
  try {
    return predictor.predictSample ? predictor.predictSample(sample) : predictor.predict(sample.x)
  } catch (error) {
    if (error instanceof EddyError) return undefined
    throw error
  }
}

/** A copy of the sample with the answer that it got when it came. */
export const withAnswer = <S extends Sample>(sample: S, prediction: Prediction | undefined): S =>
  prediction ? { ...sample, prediction } : sample

/** The prediction that came with a sample, if one did. */
export const answerTo = (sample: Sample): Prediction | undefined => (sample as Partial<Answered>).prediction
