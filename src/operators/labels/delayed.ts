import type { OperatorFunction } from 'rxjs'
import type { Sample } from '../../features/sample.js'
import { callback, checkOptions, either, type OptionTable, required, wholeNumber, wrongOption } from '../../options.js'
import { readingFault } from '../../unreadable.js'
import type { Answering } from '../learner/answered.js'
import { operate } from '../operate.js'
import { inTurn } from '../turns.js'
import { ask, predictorOption } from './ask.js'

export interface DelayedOptions<S extends Sample = Sample> {
  /** Samples that come in between, until the label is known; or a function of the sample. */
  readonly samples: number | ((sample: S) => number)
  /**
   * Answers each sample when it comes: what is learned later is judged by that answer. A sample that it can't answer
   * counts as unpredicted.
   */
  readonly predictor?: Answering
}

const delay = wholeNumber({ from: 0 })
const DELAYED: OptionTable = { samples: required(either(delay, callback)), predictor: predictorOption }

interface Waiting<S> {
  readonly sample: S
  readonly due: number
}

/**
 * Replays a stream with the labels late: each sample comes out only after so many others came in. With a `predictor`, its
 * prediction is made when it comes in, and `learn` emits that prediction. What waits at the end comes out at once, in order. Memory: the samples that wait.
 *
 * A sample that the predictor can't answer (it throws an EddyError) comes out all the same; `learn` then sets it aside
 * with the reason, or its prediction is `unpredicted`. Any other error of the predictor, and an
 * error of the function `samples`, is an error notification. A value that `samples` can't read, as it is no sample, comes
 * out at once.
 *
 * @throws {EddyError} ERR_OPTION for a delay that is not a whole number of 0 or more; as an error notification where the
 *   function `samples` returns it
 */
export function delayed<S extends Sample>(options: DelayedOptions<S>): OperatorFunction<S, S> {
  checkOptions('delayed', options, DELAYED)
  const { samples, predictor } = options
  return operate((out) => {
    const waiting: Waiting<S>[] = []
    let count = 0
    const release = (until: number): void => {
      while ((waiting[0]?.due ?? Number.POSITIVE_INFINITY) <= until && !out.closed) {
        const next = waiting.shift()
        if (next) out.next(next.sample)
      }
    }
    return inTurn(out, {
      next: (sample) => {
        release(count)
        const due = count + delayOf(sample, samples)
        insert(waiting, { sample: predictor ? ask(sample, predictor) : sample, due })
        release(count)
        count += 1
      },
      complete: () => {
        release(Number.MAX_SAFE_INTEGER)
        out.complete()
      },
    })
  })
}

function delayOf<S extends Sample>(sample: S, samples: DelayedOptions<S>['samples']): number {
  if (typeof samples === 'number') return samples
  let due: number
  try {
    due = samples(sample)
  } catch (error) {
    if (readingFault(sample)) return 0
    throw error
  }
  if (!delay.holds(due)) throw wrongOption('delayed', 'samples(sample)', due, delay)
  return due
}

/** By due time; of equal ones, the earlier stays before. */
function insert<S>(waiting: Waiting<S>[], entry: Waiting<S>): void {
  let at = waiting.length
  while (at > 0 && (waiting[at - 1]?.due ?? 0) > entry.due) at -= 1
  waiting.splice(at, 0, entry)
}
