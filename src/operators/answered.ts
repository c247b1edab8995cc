import type { Prediction } from '../evaluation/prediction.js'
import type { Sample } from '../features/sample.js'

/** A question, with the prediction that was made when it came. */
export interface Answered extends Sample {
  readonly prediction: Prediction
}

/** The prediction that came with a sample, if one did. */
export const answerTo = (sample: Sample): Prediction | undefined => (sample as Partial<Answered>).prediction
