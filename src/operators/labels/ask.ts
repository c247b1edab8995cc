import type { Prediction } from '../../evaluation/prediction.js'
import type { Sample } from '../../features/sample.js'
import { custom, type Expectation, hasMethods } from '../../options.js'
import { readingFault } from '../../unreadable.js'
import { answerOf, type Answering, withAnswer } from '../learner/answered.js'

/** Of the option `predictor`. */
export const predictorOption: Expectation = custom('something that predicts, such as a learner', (value) =>
  hasMethods(value, 'predict'),
)

/**
 * Asks a predictor about a sample when it comes, and marks the sample with the answer. A sample that doesn't fit (the
 * predictor throws an EddyError) is marked as one that could not be answered. A value that is no sample or can't be read goes
 * on as it is. Throws what else the predictor throws.
 *
 * @param tell told of the answer
 */
export function ask<S extends Sample>(
  sample: S,
  predictor: Answering,
  tell: (prediction: Prediction) => void = () => undefined,
): S {
  if (typeof sample !== 'object' || sample === null) return sample
  let prediction: Prediction | undefined
  let marked: S
  try {
    prediction = answerOf(predictor, sample)
    marked = withAnswer(sample, prediction, predictor)
  } catch (error) {
    if (readingFault(sample)) return sample
    throw error
  }
  if (prediction) tell(prediction)
  return marked
}
