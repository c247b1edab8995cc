import type { Observable } from 'rxjs'
import { ingest } from '../../operators/ingest/ingest.js'
import type { IngestOptions } from '../../operators/ingest/ingestOptions.js'
import { OVERFLOW_POLICIES, type OverflowPolicy } from '../../operators/ingest/overflowBuffer.js'
import { count, type Expectation, oneOf, optionsOf, wholeNumber } from '../../options.js'

/** What waits while the subscriber is busy. */
export interface Overflow {
  /** Messages that may wait; default 1000. */
  readonly capacity?: number
  /** What happens to one that finds no room; default `dropOldest`. What was dropped is counted in `dropped`. */
  readonly policy?: OverflowPolicy
  /** For `sample`; default 1. */
  readonly seed?: number
}

/** How a source that can wait is told to. */
export interface Flow {
  readonly pause: () => void
  readonly resume: () => void
}

/** What an overflow may be, with a policy out of these. */
export const overflowOf = (policies: readonly OverflowPolicy[]): Expectation =>
  optionsOf({ capacity: count, policy: oneOf(policies), seed: wholeNumber() })

export const anOverflow: Expectation = overflowOf(OVERFLOW_POLICIES)

/** Everything a source that doesn't wait sends, through a buffer that never grows. */
export function throughBuffer<T>(
  source$: Observable<T>,
  overflow: Overflow,
  onDropped: () => void,
  flow?: Flow,
): Observable<T> {
  return source$.pipe(ingest<T>({ ...ingestOptions(overflow, flow), onDropped }))
}

const ingestOptions = ({ capacity, policy, seed }: Overflow, flow: Flow | undefined): IngestOptions<unknown> => ({
  ...flow,
  ...(capacity === undefined ? {} : { capacity }),
  ...(policy === undefined ? {} : { onOverflow: policy }),
  ...(seed === undefined ? {} : { seed }),
})
