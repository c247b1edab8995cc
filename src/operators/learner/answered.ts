import { EddyError } from '../../error.js'
import { type Prediction, type Task, unpredicted } from '../../evaluation/prediction.js'
import type { Features, Sample } from '../../features/sample.js'

/** What answers questions when they come: a learner, a subscribed model, ... `predictSample` also knows whose question it is. */
export interface Answering {
  predict(x: Features): Prediction
  predictSample?(sample: Sample): Prediction
}

/** The answer that a sample got when it came. */
interface Answer {
  /** The learner that gave it; undefined where something else did. */
  readonly by: unknown
  /** Undefined where the question could not be answered. */
  readonly prediction: Prediction | undefined
}

/** The mark of an answer. It is no name, so no field of a sample can be taken for it; copies (`{ ...sample }`) keep it. */
const ANSWER = Symbol('eddy.answer')

/** What a predictor says about a sample; undefined if the sample doesn't fit. */
export function answerOf(predictor: Answering, sample: Sample): Prediction | undefined {
  try {
    return predictor.predictSample ? predictor.predictSample(sample) : predictor.predict(sample.x)
  } catch (error) {
    if (error instanceof EddyError) return undefined
    throw error
  }
}

/**
 * A copy of the sample, marked with the answer that it got when it came.
 *
 * @param prediction undefined where the question could not be answered
 * @param predictor who answered; the answer of a learner counts for that learner alone
 */
export function withAnswer<S extends Sample>(sample: S, prediction: Prediction | undefined, predictor?: Answering): S {
  const answer: Answer = { by: predictor && 'learn' in predictor ? predictor : undefined, prediction }
  return { ...sample, [ANSWER]: answer }
}

/** The mark of a sample; undefined where it has none or can't be read. */
function markOf(sample: Sample): Answer | undefined {
  try {
    return (sample as { readonly [ANSWER]?: Answer })[ANSWER]
  } catch {
    return undefined
  }
}

/** The prediction that a sample is marked with: null where it could not be answered, undefined where it wasn't asked. */
export function keptAnswer(sample: Sample): Prediction | null | undefined {
  const answer = markOf(sample)
  return answer && (answer.prediction ?? null)
}

/** What a learner is judged by for a sample that was asked about when it came; undefined if it wasn't. */
export function answerTo(sample: Sample, learner: Answering & { readonly task: Task }): Prediction | undefined {
  const answer = markOf(sample)
  if (!answer || (answer.by !== undefined && answer.by !== learner)) return undefined
  return answer.prediction?.task === learner.task ? answer.prediction : unpredicted(learner.task)
}
