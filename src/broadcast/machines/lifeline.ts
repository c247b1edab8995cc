import { backoffMs } from '../../sources/live/backoff.js'
import { HEARTBEAT_GRACE_MS, HEARTBEAT_MS } from '../protocol.js'

/** What every client's machine knows about its connection. Milliseconds, monotonic. */
export interface Lifeline {
  /** Connections in a row that brought nothing. */
  readonly failures: number
  readonly heardMs: number
  readonly spokeMs: number
  /** Nothing is tried before. */
  readonly retryAtMs: number
}

export const newLifeline: Lifeline = { failures: 0, heardMs: 0, spokeMs: 0, retryAtMs: 0 }

const BACKOFF = { baseMs: 500, maxMs: 30_000 }

/** Silence: the link may be half open, so nobody will tell. */
export const isSilent = ({ heardMs }: Lifeline, nowMs: number): boolean =>
  nowMs - heardMs > HEARTBEAT_MS + HEARTBEAT_GRACE_MS

/** Whether the other end should hear something. */
export const isPingDue = ({ spokeMs }: Lifeline, nowMs: number): boolean => nowMs - spokeMs >= HEARTBEAT_MS

/** The connection is gone. `random` is from [0, 1); `afterMs`: the server asked not to come back sooner. */
export interface ClosedEvent {
  readonly type: 'closed'
  readonly code: number
  readonly why: string
  readonly nowMs: number
  readonly random: number
  readonly afterMs?: number
}

/** When to come back. */
export const afterCut = (
  { failures }: Lifeline,
  { nowMs, random, afterMs = 0 }: ClosedEvent,
): Pick<Lifeline, 'failures' | 'retryAtMs'> => ({
  failures: failures + 1,
  retryAtMs: nowMs + Math.max(afterMs, backoffMs(failures, random, BACKOFF)),
})
