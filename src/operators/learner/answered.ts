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

/** The answer to a sample. Throws if it doesn't fit. */
export const answerOf = (predictor: Answering, sample: Sample): Prediction =>
  predictor.predictSample ? predictor.predictSample(sample) : predictor.predict(sample.x)

/** The prediction that came with a sample, if one did. */
export const answerTo = (sample: Sample): Prediction | undefined => (sample as Partial<Answered>).prediction
