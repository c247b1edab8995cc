import { isFinal, type Mark } from '../protocol.js'
import { afterCut, type ClosedEvent, isPingDue, isSilent, type Lifeline, newLifeline } from './lifeline.js'

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

export interface Subscriber extends Lifeline {
  readonly phase: 'idle' | 'connecting' | 'open' | 'applying' | 'waiting' | 'over'
  readonly held: Mark | undefined
  readonly fence: number
  /** The update that is being applied. */
  readonly applying: Update | undefined
}

export type SubscriberEvent =
  | { readonly type: 'start'; readonly nowMs: number }
  | { readonly type: 'opened'; readonly nowMs: number }
  | { readonly type: 'update'; readonly update: Update; readonly nowMs: number }
  /** LATEST: what the newest version is called. */
  | { readonly type: 'latest'; readonly mark: Mark; readonly fence: number; readonly nowMs: number }
  /** Anything else that was heard: WELCOME, PONG. */
  | { readonly type: 'heard'; readonly nowMs: number }
  | { readonly type: 'verified'; readonly nowMs: number }
  /** The update in work, or a frame that couldn't even be read, didn't give a state that hashes right. */
  | { readonly type: 'refused'; readonly why: string }
  | ClosedEvent
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
  ...newLifeline,
  phase: 'idle',
  held: undefined,
  fence: 0,
  applying: undefined,
}

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
    case 'latest':
      return latest({ ...state, failures: 0, heardMs: event.nowMs }, event.mark, event.fence)
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

/** The state that is held, under the name that a trainer started again gives it. */
function latest(state: Subscriber, mark: Mark, fence: number): SubscriberStep {
  const { held } = state
  if (state.phase !== 'open' || held?.hash !== mark.hash || fence < state.fence) return nothing(state)
  if (held.epoch === mark.epoch && held.version >= mark.version) return nothing(state)
  return { state: { ...state, held: mark, fence }, effects: [{ type: 'emit' }] }
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

function closed(state: Subscriber, event: ClosedEvent): SubscriberStep {
  const { code, why } = event
  if (isFinal(code))
    return { state: { ...state, phase: 'over', applying: undefined }, effects: [{ type: 'fail', code, why }] }
  return nothing({ ...state, ...afterCut(state, event), phase: 'waiting', applying: undefined })
}

function tick(state: Subscriber, nowMs: number): SubscriberStep {
  if (state.phase === 'waiting') {
    if (nowMs < state.retryAtMs) return nothing(state)
    return { state: { ...state, phase: 'connecting', heardMs: nowMs }, effects: [{ type: 'connect' }] }
  }
  if (state.phase === 'idle') return nothing(state)
  if (isSilent(state, nowMs)) return { state, effects: [{ type: 'close' }] }
  const due = state.phase !== 'connecting' && isPingDue(state, nowMs)
  return due ? { state: { ...state, spokeMs: nowMs }, effects: [{ type: 'ping' }] } : nothing(state)
}
