import { EddyError } from '../../error.js'
import { abortSignal, checkOption } from '../../options.js'
import { hostTurn } from './hostTurn.js'
import { nowOf } from './virtualTime.js'
import { OVERFLOW_POLICIES, type OverflowPolicy } from './overflowBuffer.js'

export interface IngestOptions<T> {
  /** Values that may wait; default 1000. */
  readonly capacity?: number
  /** What happens to a value that finds no room; default `dropOldest`. */
  readonly onOverflow?: OverflowPolicy
  /** Told each value that was dropped, and how many were so far. */
  readonly onDropped?: (value: T, dropped: number) => void
  /** For `pause`: called when `capacity` values wait. What is under way may still come. */
  readonly pause?: () => void
  /** For `pause`: called when half of them are taken. */
  readonly resume?: () => void
  /** For `sample`; default 1. */
  readonly seed?: number
  /** Milliseconds of work after which sockets and timers get their turn; default 4. */
  readonly budgetMs?: number
  /** Milliseconds, monotonic. Default: the host's, or virtual ones inside `TestScheduler.run`. */
  readonly now?: () => number
  /** Runs a task after the host's pending sockets and timers had a turn. */
  readonly yieldTo?: (task: () => void) => void
  /** Aborting it ends the stream at once: completes it, or errors with the reason that was given. What waits is dropped. */
  readonly signal?: AbortSignal
}

export type IngestSettings<T> = Required<Omit<IngestOptions<T>, 'signal'>> & Pick<IngestOptions<T>, 'signal'>

/** @throws {EddyError} ERR_OPTION */
export function ingestSettings<T>(options: IngestOptions<T>): IngestSettings<T> {
  const settings: IngestSettings<T> = {
    capacity: 1000,
    onOverflow: 'dropOldest',
    onDropped: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    seed: 1,
    budgetMs: 4,
    now: () => nowOf(),
    yieldTo: options.yieldTo ?? hostTurn(),
    ...options,
  }
  const { capacity, onOverflow, budgetMs } = settings
  checkOption('ingest', 'signal', options.signal, abortSignal)
  if (!Number.isSafeInteger(capacity) || capacity < 1) throw wrong('capacity', 'a positive whole number', capacity)
  if (!(budgetMs > 0) || !Number.isFinite(budgetMs)) throw wrong('budgetMs', 'a positive finite number', budgetMs)
  if (!OVERFLOW_POLICIES.includes(onOverflow)) {
    throw wrong('onOverflow', `one of ${OVERFLOW_POLICIES.join(', ')}`, onOverflow)
  }
  if (onOverflow === 'pause' && !(options.pause && options.resume)) {
    throw new EddyError(
      'ERR_OPTION',
      "ingest: `onOverflow: 'pause'` needs a source that can wait: give `pause` and `resume`, or choose what to drop",
    )
  }
  return settings
}

const wrong = (option: string, wanted: string, got: unknown): EddyError =>
  new EddyError('ERR_OPTION', `ingest: \`${option}\` must be ${wanted}, got ${String(got)}`)
