import { Observable, type OperatorFunction } from 'rxjs'
import { EddyError } from '../../error.js'
import type { Sample } from '../../features/sample.js'
import { type Answered, answerOf, type Answering } from '../learner/answered.js'

export interface DelayedOptions {
  /** Samples that come in between, until the label is known; or a function of the sample. */
  readonly samples: number | ((sample: Sample) => number)
  /** Answers each sample when it comes: what is learned later is judged by that answer. */
  readonly predictor?: Answering
}

interface Waiting {
  readonly sample: Sample | Answered
  readonly due: number
}

/**
 * Replays a stream with the labels late: each sample comes out only after so many others came in, with the prediction made
 * when it came. What waits at the end comes out at once, in order. Memory: the samples that wait.
 *
 * @throws {EddyError} ERR_OPTION for a delay that is not a whole number of 0 or more
 */
export function delayed({ samples: delay, predictor }: DelayedOptions): OperatorFunction<Sample, Sample> {
  if (typeof delay === 'number') checkedDelay(delay)
  return (source) =>
    new Observable((subscriber) => {
      const waiting: Waiting[] = []
      let count = 0
      const release = (until: number): void => {
        while ((waiting[0]?.due ?? Number.POSITIVE_INFINITY) <= until && !subscriber.closed) {
          const next = waiting.shift()
          if (next) subscriber.next(next.sample)
        }
      }
      return source.subscribe({
        next: (sample) => {
          release(count)
          const due = count + checkedDelay(typeof delay === 'number' ? delay : delay(sample))
          insert(waiting, {
            sample: predictor ? { ...sample, prediction: answerOf(predictor, sample) } : sample,
            due,
          })
          release(count)
          count += 1
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          release(Number.MAX_SAFE_INTEGER)
          subscriber.complete()
        },
      })
    })
}

/** By due time; of equal ones, the earlier stays before. */
function insert(waiting: Waiting[], entry: Waiting): void {
  let at = waiting.length
  while (at > 0 && (waiting[at - 1]?.due ?? 0) > entry.due) at -= 1
  waiting.splice(at, 0, entry)
}

function checkedDelay(delay: number): number {
  if (Number.isSafeInteger(delay) && delay >= 0) return delay
  throw new EddyError('ERR_OPTION', `delayed: a delay is a whole number of samples, 0 or more, got ${delay}`)
}
