import { HEARTBEAT_GRACE_MS, HEARTBEAT_MS, isFinal, type Mark } from '../protocol.js'

/*
 * The client's side of one model. It never hands out what wasn't verified, never goes back within an epoch, and after
 * whatever happens it is current again after one exchange.
 *
 *     idle ─start─▶ connecting ─opened─▶ open ──update──▶ applying ──verified──▶ open
 *                     ▲    │               │                  └──refused: resync──▶ open
 *                     │    └────closed─────┴──▶ waiting ─┐
 *                     └────────────retry─────────────────┘       final close code, stop ──▶ over
 */

export interface Update {
  readonly full: boolean
  readonly mark: Mark
  readonly baseVersion: number
  readonly fence: number
}

export interface Subscriber {
  readonly phase: 'idle' | 'connecting' | 'open' | 'applying' | 'waiting' | 'over'
  readonly held: Mark | undefined
  readonly fence: number
  /** The update that is being applied. */
  readonly applying: Update | undefined
  /** Connections in a row that brought nothing. */
  readonly failures: number
  readonly heardMs: number
  readonly spokeMs: number
  readonly retryAtMs: number
}

export type SubscriberEvent =
  | { readonly type: 'start'; readonly nowMs: number }
  | { readonly type: 'opened'; readonly nowMs: number }
  | { readonly type: 'update'; readonly update: Update; readonly nowMs: number }
  /** Anything else that was heard: LATEST, WELCOME, PONG. */
  | { readonly type: 'heard'; readonly nowMs: number }
  | { readonly type: 'verified'; readonly nowMs: number }
  /** The update in work, or a frame that couldn't even be read, didn't give a state that hashes right. */
  | { readonly type: 'refused'; readonly why: string }
  /** `random` is from [0, 1). `afterMs`: the server asked not to come back sooner. */
  | {
      readonly type: 'closed'
      readonly code: number
      readonly why: string
      readonly nowMs: number
      readonly random: number
      readonly afterMs?: number
    }
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'stop' }

export type SubscriberEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'hello'; readonly held: Mark | undefined }
  | { readonly type: 'apply'; readonly update: Update }
  | { readonly type: 'ack'; readonly mark: Mark }
  | { readonly type: 'resync'; readonly why: string }
  | { readonly type: 'ping' }
  | { readonly type: 'emit' }
  | { readonly type: 'close' }
  | { readonly type: 'fail'; readonly code: number; readonly why: string }

export interface SubscriberStep {
  readonly state: Subscriber
  readonly effects: readonly SubscriberEffect[]
}

export const newSubscriber: Subscriber = {
  phase: 'idle',
  held: undefined,
  fence: 0,
  applying: undefined,
  failures: 0,
  heardMs: 0,
  spokeMs: 0,
  retryAtMs: 0,
}

const BACKOFF_MS = 500
const BACKOFF_MAX_MS = 30_000

/** Full jitter: anywhere between nothing and a bound that doubles (Brooker, "Exponential Backoff And Jitter"). */
export const backoffMs = (failures: number, random: number): number =>
  random * Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** Math.min(failures, 10))

const nothing = (state: Subscriber): SubscriberStep => ({ state, effects: [] })

export function stepSubscriber(state: Subscriber, event: SubscriberEvent): SubscriberStep {
  if (state.phase === 'over') return nothing(state)
  switch (event.type) {
    case 'start':
      return { state: { ...state, phase: 'connecting', heardMs: event.nowMs }, effects: [{ type: 'connect' }] }
    case 'opened':
      return {
        state: { ...state, phase: 'open', applying: undefined, heardMs: event.nowMs, spokeMs: event.nowMs },
        effects: [{ type: 'hello', held: state.held }],
      }
    case 'heard':
      return nothing({ ...state, failures: 0, heardMs: event.nowMs })
    case 'update':
      return update({ ...state, failures: 0, heardMs: event.nowMs }, event.update)
    case 'verified':
      return verified(state, event.nowMs)
    case 'refused':
      return refused(state, event.why)
    case 'closed':
      return closed(state, event)
    case 'tick':
      return tick(state, event.nowMs)
    case 'stop':
      return { state: { ...state, phase: 'over', applying: undefined }, effects: [{ type: 'close' }] }
  }
}

function update(state: Subscriber, next: Update): SubscriberStep {
  if (state.phase !== 'open') return nothing(state)
  const { held } = state
  // A trainer that was replaced and doesn't know it yet.
  if (next.fence < state.fence) return nothing(state)
  const sameEpoch = held !== undefined && next.mark.epoch === held.epoch
  if (next.full) {
    // Never back within an epoch; but the same version again is what a resync asks for.
    if (sameEpoch && next.mark.version < held.version) return nothing(state)
  } else if (!sameEpoch || next.baseVersion !== held.version || next.mark.version <= held.version) {
    return { state, effects: [{ type: 'resync', why: 'the delta starts from a version that is not held here' }] }
  }
  return { state: { ...state, phase: 'applying', applying: next }, effects: [{ type: 'apply', update: next }] }
}

function verified(state: Subscriber, nowMs: number): SubscriberStep {
  const { applying } = state
  if (state.phase !== 'applying' || !applying) return nothing(state)
  return {
    state: { ...state, phase: 'open', applying: undefined, held: applying.mark, fence: applying.fence, spokeMs: nowMs },
    effects: [{ type: 'emit' }, { type: 'ack', mark: applying.mark }],
  }
}

/** The old model stays in use; everything is asked for anew. */
function refused(state: Subscriber, why: string): SubscriberStep {
  if (state.phase !== 'applying' && state.phase !== 'open') return nothing(state)
  return { state: { ...state, phase: 'open', applying: undefined }, effects: [{ type: 'resync', why }] }
}

function closed(
  state: Subscriber,
  { code, why, nowMs, random, afterMs = 0 }: Extract<SubscriberEvent, { type: 'closed' }>,
): SubscriberStep {
  if (isFinal(code))
    return { state: { ...state, phase: 'over', applying: undefined }, effects: [{ type: 'fail', code, why }] }
  const retryAtMs = nowMs + Math.max(afterMs, backoffMs(state.failures, random))
  return nothing({ ...state, phase: 'waiting', applying: undefined, failures: state.failures + 1, retryAtMs })
}

function tick(state: Subscriber, nowMs: number): SubscriberStep {
  if (state.phase === 'waiting') {
    if (nowMs < state.retryAtMs) return nothing(state)
    return { state: { ...state, phase: 'connecting', heardMs: nowMs }, effects: [{ type: 'connect' }] }
  }
  if (state.phase === 'idle') return nothing(state)
  // Silence: the link may be half open, so nobody will tell.
  if (nowMs - state.heardMs > HEARTBEAT_MS + HEARTBEAT_GRACE_MS) return { state, effects: [{ type: 'close' }] }
  const due = state.phase !== 'connecting' && nowMs - state.spokeMs >= HEARTBEAT_MS
  return due ? { state: { ...state, spokeMs: nowMs }, effects: [{ type: 'ping' }] } : nothing(state)
}
