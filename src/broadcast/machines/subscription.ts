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
  /** What is on its way, since `sinceMs`. */
  readonly inFlight: Mark | undefined
  readonly sinceMs: number
}

export type SubscriptionEvent =
  | {
      readonly type: 'hello'
      readonly held: Mark | undefined
      readonly latest: Mark | undefined
      readonly nowMs: number
    }
  | { readonly type: 'published'; readonly latest: Mark; readonly nowMs: number }
  | { readonly type: 'ack'; readonly mark: Mark; readonly nowMs: number }
  | { readonly type: 'resync'; readonly nowMs: number }
  /** `bytes`: of what is on its way. */
  | { readonly type: 'tick'; readonly bytes: number; readonly nowMs: number }

export type SubscriptionEffect =
  /** The cheapest way from `from` (nothing: the whole state) to `to`. */
  | { readonly type: 'send'; readonly from: Mark | undefined; readonly to: Mark }
  /** The subscriber is current already. */
  | { readonly type: 'sendLatest' }
  | { readonly type: 'close'; readonly code: number; readonly why: string }

export interface SubscriptionStep {
  readonly state: Subscription
  readonly effect: SubscriptionEffect | undefined
}

export const newSubscription: Subscription = { held: undefined, latest: undefined, inFlight: undefined, sinceMs: 0 }

/*
 * This runs twice for each subscriber and version. Object literals and marks kept by reference: with spreads it takes
 * ten times as long.
 */

const settled = (state: Subscription): SubscriptionStep => ({ state, effect: undefined })

/** What is published, if the subscriber hasn't it and nothing is on its way. */
function advance(held: Mark | undefined, latest: Mark | undefined, nowMs: number): SubscriptionStep {
  if (!latest || sameMark(held, latest)) return settled({ held, latest, inFlight: undefined, sinceMs: nowMs })
  return {
    state: { held, latest, inFlight: latest, sinceMs: nowMs },
    effect: { type: 'send', from: held?.epoch === latest.epoch ? held : undefined, to: latest },
  }
}

/** A trainer that was started again may have the same state under another epoch: its name is enough. */
function hello({ held, latest, nowMs }: Extract<SubscriptionEvent, { type: 'hello' }>): SubscriptionStep {
  if (!latest || held?.hash !== latest.hash) return advance(held, latest, nowMs)
  return { state: { held: latest, latest, inFlight: undefined, sinceMs: nowMs }, effect: { type: 'sendLatest' } }
}

export function stepSubscription(state: Subscription, event: SubscriptionEvent): SubscriptionStep {
  const { held, latest, inFlight, sinceMs } = state
  switch (event.type) {
    case 'hello':
      return hello(event)
    case 'published':
      if (inFlight) return settled({ held, latest: event.latest, inFlight, sinceMs })
      return advance(held, event.latest, event.nowMs)
    case 'ack':
      // An acknowledgement of something older than what is in flight changes nothing.
      if (!inFlight || !sameMark(inFlight, event.mark)) return settled(state)
      return advance(inFlight, latest, event.nowMs)
    case 'resync':
      return advance(undefined, latest, event.nowMs)
    case 'tick':
      return tick(state, event)
  }
}

function tick(
  state: Subscription,
  { bytes, nowMs }: { readonly bytes: number; readonly nowMs: number },
): SubscriptionStep {
  const { inFlight, sinceMs } = state
  const allowedMs = Math.max(SLOW_MS, bytes / SLOWEST_BYTES_PER_MS)
  if (!inFlight || nowMs - sinceMs <= allowedMs) return settled(state)
  const why = `no acknowledgement of version ${inFlight.version} for ${Math.round(nowMs - sinceMs)} ms`
  return { state, effect: { type: 'close', code: Close.SLOW, why } }
}
