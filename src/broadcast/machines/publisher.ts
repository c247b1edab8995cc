import { Close, isFinal, type Mark } from '../protocol.js'
import { afterCut, type ClosedEvent, isPingDue, isSilent, type Lifeline, newLifeline } from './lifeline.js'
import { newSubscription, stepSubscription, type Subscription, type SubscriptionEvent } from './subscription.js'

/*
 * A trainer's side of one model that it publishes through a server elsewhere: as the server to a subscriber, it keeps
 * one transfer on the way and a pointer to the latest version; as a client, it comes back after a cut, and goes on from
 * what the server says it holds. A trainer whose fence was overtaken stops for good.
 *
 *     idle ─start─▶ connecting ─opened─▶ greeting ─welcome─▶ open ──published/ack──▶ open
 *                     ▲    └──────closed──────┴────────────────┴──▶ waiting ─retry─▶ connecting
 *                                                      final close code, fenced, stop ──▶ over
 */

export interface Publisher extends Lifeline {
  readonly phase: 'idle' | 'connecting' | 'greeting' | 'open' | 'waiting' | 'over'
  readonly latest: Mark | undefined
  readonly subscription: Subscription
}

export type PublisherEvent =
  | { readonly type: 'start' | 'opened' | 'heard'; readonly nowMs: number }
  /** What the server holds of this run. */
  | { readonly type: 'welcome'; readonly held: Mark | undefined; readonly nowMs: number }
  | { readonly type: 'published'; readonly latest: Mark; readonly nowMs: number }
  | { readonly type: 'ack'; readonly mark: Mark; readonly nowMs: number }
  | { readonly type: 'resync'; readonly nowMs: number }
  | ClosedEvent
  /** `bytes`: of what is on its way. */
  | { readonly type: 'tick'; readonly bytes: number; readonly nowMs: number }
  | { readonly type: 'stop' }

export type PublisherEffect =
  | { readonly type: 'connect' | 'hello' | 'ping' }
  /** Silence, or no acknowledgement in time: the connection is given up. */
  | { readonly type: 'cut'; readonly why: string }
  | { readonly type: 'send'; readonly from: Mark | undefined }
  | { readonly type: 'fail'; readonly code: number; readonly why: string }

export interface PublisherStep {
  readonly state: Publisher
  readonly effects: readonly PublisherEffect[]
}

export const newPublisher: Publisher = {
  ...newLifeline,
  phase: 'idle',
  latest: undefined,
  subscription: newSubscription,
}

const nothing = (state: Publisher): PublisherStep => ({ state, effects: [] })

export function stepPublisher(state: Publisher, event: PublisherEvent): PublisherStep {
  if (state.phase === 'over') return nothing(state)
  switch (event.type) {
    case 'start':
      return connecting(state, event.nowMs)
    case 'opened':
      return {
        state: { ...state, phase: 'greeting', heardMs: event.nowMs, spokeMs: event.nowMs },
        effects: [{ type: 'hello' }],
      }
    case 'heard':
      return nothing({ ...state, heardMs: event.nowMs })
    case 'welcome':
      return welcome(state, event)
    case 'published': {
      const told = { ...state, latest: event.latest }
      return state.phase === 'open' ? sending(told, event) : nothing(told)
    }
    case 'ack':
    case 'resync':
      return state.phase === 'open' ? sending({ ...state, heardMs: event.nowMs }, event) : nothing(state)
    case 'closed':
      return closed(state, event)
    case 'tick':
      return tick(state, event)
    case 'stop':
      return nothing({ ...state, phase: 'over' })
  }
}

const connecting = (state: Publisher, nowMs: number): PublisherStep => ({
  state: { ...state, phase: 'connecting', heardMs: nowMs },
  effects: [{ type: 'connect' }],
})

function welcome(state: Publisher, { held, nowMs }: Extract<PublisherEvent, { type: 'welcome' }>): PublisherStep {
  if (state.phase !== 'greeting') return nothing(state)
  const open: Publisher = { ...state, phase: 'open', failures: 0, heardMs: nowMs, subscription: newSubscription }
  return sending(open, { type: 'hello', held, latest: state.latest, nowMs })
}

function sending(state: Publisher, event: SubscriptionEvent): PublisherStep {
  const { state: subscription, effect } = stepSubscription(state.subscription, event)
  const next = { ...state, subscription }
  if (effect?.type === 'close') return { state: next, effects: [{ type: 'cut', why: effect.why }] }
  if (effect?.type !== 'send') return nothing(next)
  return { state: { ...next, spokeMs: event.nowMs }, effects: [{ type: 'send', from: effect.from }] }
}

function closed(state: Publisher, event: ClosedEvent): PublisherStep {
  const { code, why } = event
  if (isFinal(code) || code === Close.FENCED) {
    return { state: { ...state, phase: 'over' }, effects: [{ type: 'fail', code, why }] }
  }
  return nothing({ ...state, ...afterCut(state, event), phase: 'waiting' })
}

function tick(state: Publisher, event: Extract<PublisherEvent, { type: 'tick' }>): PublisherStep {
  const { nowMs } = event
  if (state.phase === 'idle') return nothing(state)
  if (state.phase === 'waiting') return nowMs < state.retryAtMs ? nothing(state) : connecting(state, nowMs)
  if (isSilent(state, nowMs)) return { state, effects: [{ type: 'cut', why: 'no sign of life from the server' }] }
  if (state.phase !== 'open') return nothing(state)
  const step = sending(state, event)
  if (step.effects.length > 0 || !isPingDue(step.state, nowMs)) return step
  return { state: { ...step.state, spokeMs: nowMs }, effects: [{ type: 'ping' }] }
}
