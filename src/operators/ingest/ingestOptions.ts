import {
  abortSignal,
  callback,
  checkOptions,
  count,
  number,
  oneOf,
  type TableOf,
  wholeNumber,
  wrongOption,
} from '../../options.js'
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

const table: TableOf<IngestOptions<unknown>> = {
  capacity: count,
  onOverflow: oneOf(OVERFLOW_POLICIES),
  onDropped: callback,
  pause: callback,
  resume: callback,
  seed: wholeNumber(),
  budgetMs: number({ above: 0 }),
  now: callback,
  yieldTo: callback,
  signal: abortSignal,
}

export type IngestSettings<T> = Required<Omit<IngestOptions<T>, 'signal'>> & Pick<IngestOptions<T>, 'signal'>

/** @throws {EddyError} ERR_OPTION */
export function ingestSettings<T>(options: IngestOptions<T>): IngestSettings<T> {
  checkOptions('ingest', options, table)
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
  if (settings.onOverflow === 'pause' && !(options.pause && options.resume)) {
    throw wrongOption('ingest', 'onOverflow', 'pause', {
      expected: 'another policy where the source has no `pause` and `resume`',
    })
  }
  return settings
}
