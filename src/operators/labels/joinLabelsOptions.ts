import type { SchedulerLike } from 'rxjs'
import type { Prediction } from '../../evaluation/prediction.js'
import type { Sample } from '../../features/sample.js'
import { anObject, callback, custom, type OptionTable, text, wholeNumber } from '../../options.js'
import { aScheduler } from '../rxjsValues.js'
import type { Answering } from '../learner/answered.js'
import { predictorOption } from './ask.js'
import type { LabelJoinState, Outcome, Unjoined } from './labelJoin.js'

export interface JoinLabelsOptions<S extends Sample = Sample> {
  /** The field that both sides have; default 'id'. */
  readonly key?: string
  /** Milliseconds that a request waits for its label, and a label for its request; default one minute; Infinity: for ever. */
  readonly expireAfterMs?: number
  /** Requests that wait at most; default 10,000. Beyond, the oldest is given up. */
  readonly capacity?: number
  /**
   * Answers a request when it comes: what is learned later is judged by that answer. A request that it can't answer (it
   * throws an EddyError) counts as unpredicted. Any other error of the predictor is an error notification.
   */
  readonly predictor?: Answering
  /** Told of each answer. */
  readonly onPrediction?: (request: S, prediction: Prediction) => void
  /**
   * Told of what was not joined, and why. What still waits when the streams end or fail is told before the end. Left out, the
   * first of each kind is printed on the console.
   */
  readonly onUnjoined?: (unjoined: Unjoined<S>) => void
  /** What was in flight when an earlier run ended. */
  readonly resume?: LabelJoinState | undefined
  /** Told how to ask for what is in flight, for a checkpoint. */
  readonly onState?: (state: () => LabelJoinState) => void
  /** Told of every request and outcome that came in: from then on it is in the state. */
  readonly onTaken?: (value: S | Outcome) => void
  /** Milliseconds, monotonic. Default: the scheduler's time where it is virtual, else a clock that never goes back. */
  readonly clock?: () => number
  /** Its timers give up what waits too long; default `asyncScheduler`, whose time is virtual inside `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike
}

export const JOIN_LABELS: OptionTable = {
  key: text,
  expireAfterMs: custom('a positive number of milliseconds', (value) => typeof value === 'number' && value > 0),
  capacity: wholeNumber({ from: 1 }),
  predictor: predictorOption,
  onPrediction: callback,
  onUnjoined: callback,
  resume: { ...anObject, expected: 'what `onState` told of' },
  onState: callback,
  onTaken: callback,
  clock: callback,
  scheduler: aScheduler,
}
