import { Close, type Mark, sameMark, SLOW_MS, SLOWEST_BYTES_PER_MS } from '../protocol.js'

/*
 * The server's side of one subscriber and one model. One transfer in flight, and a pointer to the latest version: what
 * is published meanwhile is only remembered as "newer", so a slow subscriber costs no memory and gets one delta, not k.
 *
 *     idle ──published, or hello behind──▶ in flight ──ack──▶ idle
 *                                            │  │
 *                        resync: all again ◀─┘  └─ no ack in time ──▶ closed as slow
 */

export interface Subscription {
  /** What the subscriber said it holds. */
  readonly held: Mark | undefined
  readonly latest: Mark | undefined
  readonly inFlight: (Mark & { readonly sinceMs: number; readonly bytes: number }) | undefined
}

export type SubscriptionEvent =
  | { readonly type: 'hello'; readonly held: Mark | undefined; readonly latest: Mark | undefined }
  | { readonly type: 'published'; readonly latest: Mark }
  /** What `send` became, with its size. */
  | { readonly type: 'sent'; readonly bytes: number; readonly nowMs: number }
  | { readonly type: 'ack'; readonly mark: Mark }
  | { readonly type: 'resync' }
  | { readonly type: 'tick'; readonly nowMs: number }

export type SubscriptionEffect =
  /** The cheapest way from `from` (nothing: the whole state) to `to`. */
  | { readonly type: 'send'; readonly from: Mark | undefined; readonly to: Mark }
  /** The subscriber is current already. */
  | { readonly type: 'sendLatest' }
  | { readonly type: 'close'; readonly code: number; readonly why: string }

export interface SubscriptionStep {
  readonly state: Subscription
  readonly effects: readonly SubscriptionEffect[]
}

export const newSubscription: Subscription = { held: undefined, latest: undefined, inFlight: undefined }

/** What is published, if the subscriber hasn't it and nothing is on its way. */
function advance(state: Subscription): SubscriptionStep {
  const { held, latest, inFlight } = state
  if (inFlight || !latest || sameMark(held, latest)) return { state, effects: [] }
  return {
    state: { ...state, inFlight: { ...latest, sinceMs: Number.POSITIVE_INFINITY, bytes: 0 } },
    effects: [{ type: 'send', from: held?.epoch === latest.epoch ? held : undefined, to: latest }],
  }
}

export function stepSubscription(state: Subscription, event: SubscriptionEvent): SubscriptionStep {
  switch (event.type) {
    case 'hello': {
      const step = advance({ held: event.held, latest: event.latest, inFlight: undefined })
      const current = event.latest !== undefined && step.effects.length === 0
      return current ? { ...step, effects: [{ type: 'sendLatest' }] } : step
    }
    case 'published':
      return advance({ ...state, latest: event.latest })
    case 'sent':
      if (!state.inFlight) return { state, effects: [] }
      return {
        state: { ...state, inFlight: { ...state.inFlight, sinceMs: event.nowMs, bytes: event.bytes } },
        effects: [],
      }
    case 'ack':
      // An acknowledgement of something older than what is in flight changes nothing.
      if (!state.inFlight || !sameMark(withoutTime(state.inFlight), event.mark)) return { state, effects: [] }
      return advance({ ...state, held: event.mark, inFlight: undefined })
    case 'resync':
      return advance({ ...state, held: undefined, inFlight: undefined })
    case 'tick':
      return tick(state, event.nowMs)
  }
}

const withoutTime = ({ epoch, version, hash }: Mark): Mark => ({ epoch, version, hash })

function tick(state: Subscription, nowMs: number): SubscriptionStep {
  const { inFlight } = state
  if (!inFlight) return { state, effects: [] }
  const allowedMs = Math.max(SLOW_MS, inFlight.bytes / SLOWEST_BYTES_PER_MS)
  if (nowMs - inFlight.sinceMs <= allowedMs) return { state, effects: [] }
  const why = `no acknowledgement of version ${inFlight.version} for ${Math.round(nowMs - inFlight.sinceMs)} ms`
  return { state, effects: [{ type: 'close', code: Close.SLOW, why }] }
}
