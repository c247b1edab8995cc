import type { OperatorFunction } from 'rxjs'
import { EddyError } from '../error.js'
import type { PredictionOf, Task, Unanswered } from '../evaluation/prediction.js'
import type { Features, Sample } from '../features/sample.js'
import { checkOption, required } from '../options.js'
import { Fault, type RejectionCode } from '../rejection.js'
import { readingFault } from '../unreadable.js'
import type { Learner } from './learner/learner.js'
import { aLearner } from './learner/learnerOptions.js'
import { mapPresent } from './mapPresent.js'

/** What a question gets: a prediction, or why there is none. */
export type Answer<T extends Task = Task> = PredictionOf<T> | Unanswered

/**
 * Predicts with the learner as it is at that moment; changes nothing that is learned. Each question gets one answer, in
 * order, so that `zip` pairs them. The answer to a question that doesn't fit says why, and it is told on `rejected$`:
 *
 * ```ts
 * questions$.pipe(predict(learner)).subscribe((answer) => {
 *   if (answer.rejected) console.log(answer.rejected.reason)
 *   else console.log(answer.label, answer.probabilities)
 * })
 * ```
 *
 * While nothing is known, answers are `unpredicted`. What a function of yours throws (`key`, a feature stage) is an error
 * notification.
 *
 * @throws {EddyError} ERR_OPTION for what is no learner
 */
export function predict<T extends Task>(learner: Learner<T>): OperatorFunction<Sample | Features, Answer<T>> {
  checkOption('predict', 'learner', learner, required(aLearner))
  return mapPresent(() => (question) => {
    try {
      return learner.predict(question)
    } catch (error) {
      const fault = faultOf(question, error)
      if (!fault) throw error
      learner.rejections.report(question, fault)
      const { code, reason } = fault
      return { rejected: { code, reason } }
    }
  })
}

/** What was wrong with the question; undefined if something else threw. */
const faultOf = (question: unknown, error: unknown): Fault | undefined =>
  error instanceof EddyError ? new Fault(error.code as RejectionCode, error.message) : readingFault(question)
