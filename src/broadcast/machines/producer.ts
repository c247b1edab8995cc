import { isFinal } from '../protocol.js'
import { afterCut, type ClosedEvent, isPingDue, isSilent, type Lifeline, newLifeline } from './lifeline.js'

/*
 * The client's side of pushed samples. Samples are numbered from 1; what isn't acknowledged is sent again after a cut,
 * and the server drops what it has already, so none is lost and none counts twice.
 *
 *     acknowledged ≤ sent ≤ pushed;   sent - acknowledged ≤ window, credits
 */

export interface Producer extends Lifeline {
  readonly phase: 'idle' | 'connecting' | 'open' | 'waiting' | 'over'
  /** Number of the last sample pushed, sent and acknowledged. */
  readonly pushed: number
  readonly sent: number
  readonly acknowledged: number
  /** How many samples the server lets be on the way. */
  readonly credits: number
}

export type ProducerEvent =
  | { readonly type: 'start'; readonly nowMs: number }
  | { readonly type: 'pushed'; readonly nowMs: number }
  | { readonly type: 'opened'; readonly nowMs: number }
  | { readonly type: 'acknowledged'; readonly upTo: number; readonly credits?: number; readonly nowMs: number }
  /** The server can't take more for a while. */
  | { readonly type: 'flow'; readonly retryAfterMs: number; readonly nowMs: number }
  | { readonly type: 'heard'; readonly nowMs: number }
  | ClosedEvent
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'stop' }

export type ProducerEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'hello' }
  | { readonly type: 'send'; readonly from: number; readonly count: number }
  | { readonly type: 'release'; readonly upTo: number }
  | { readonly type: 'ping' }
  | { readonly type: 'close' }
  | { readonly type: 'fail'; readonly code: number; readonly why: string }

export interface ProducerStep {
  readonly state: Producer
  readonly effects: readonly ProducerEffect[]
}

export interface ProducerLimits {
  /** Samples in one frame, and on the way at once. */
  readonly batch: number
  readonly window: number
}

export const newProducer: Producer = {
  ...newLifeline,
  phase: 'idle',
  pushed: 0,
  sent: 0,
  acknowledged: 0,
  credits: Number.POSITIVE_INFINITY,
}

const nothing = (state: Producer): ProducerStep => ({ state, effects: [] })

/** Sends as much as the window allows. */
function advance(state: Producer, limits: ProducerLimits, nowMs: number): ProducerStep {
  const effects: ProducerEffect[] = []
  const { batch } = limits
  const window = Math.min(limits.window, state.credits)
  let { sent } = state
  if (state.phase !== 'open' || nowMs < state.retryAtMs) return nothing(state)
  while (sent < state.pushed && sent - state.acknowledged < window) {
    const count = Math.min(batch, state.pushed - sent, window - (sent - state.acknowledged))
    effects.push({ type: 'send', from: sent + 1, count })
    sent += count
  }
  return { state: { ...state, sent, spokeMs: effects.length > 0 ? nowMs : state.spokeMs }, effects }
}

export function stepProducer(state: Producer, event: ProducerEvent, limits: ProducerLimits): ProducerStep {
  if (state.phase === 'over') return nothing(state)
  switch (event.type) {
    case 'start':
      return { state: { ...state, phase: 'connecting', heardMs: event.nowMs }, effects: [{ type: 'connect' }] }
    case 'pushed':
      return advance({ ...state, pushed: state.pushed + 1 }, limits, event.nowMs)
    case 'opened': {
      // What was on its way may have been lost.
      const open: Producer = {
        ...state,
        phase: 'open',
        sent: state.acknowledged,
        heardMs: event.nowMs,
        retryAtMs: 0,
      }
      const step = advance(open, limits, event.nowMs)
      return { ...step, effects: [{ type: 'hello' }, ...step.effects] }
    }
    case 'acknowledged':
      return acknowledged(state, event, limits)
    case 'flow':
      return nothing({
        ...state,
        sent: state.acknowledged,
        heardMs: event.nowMs,
        retryAtMs: event.nowMs + event.retryAfterMs,
      })
    case 'heard':
      return nothing({ ...state, failures: 0, heardMs: event.nowMs })
    case 'closed':
      return closed(state, event)
    case 'tick':
      return tick(state, event.nowMs, limits)
    case 'stop':
      return { state: { ...state, phase: 'over' }, effects: [{ type: 'close' }] }
  }
}

function acknowledged(
  state: Producer,
  { upTo, credits = state.credits, nowMs }: Extract<ProducerEvent, { type: 'acknowledged' }>,
  limits: ProducerLimits,
): ProducerStep {
  const heard = { ...state, credits, failures: 0, heardMs: nowMs }
  // Of what was never sent, nothing can be acknowledged.
  if (upTo > state.pushed) return nothing(heard)
  if (upTo < state.acknowledged) return nothing(heard)
  const step = advance({ ...heard, acknowledged: upTo, sent: Math.max(state.sent, upTo) }, limits, nowMs)
  return upTo > state.acknowledged ? { ...step, effects: [{ type: 'release', upTo }, ...step.effects] } : step
}

function closed(state: Producer, event: ClosedEvent): ProducerStep {
  const { code, why } = event
  if (isFinal(code)) return { state: { ...state, phase: 'over' }, effects: [{ type: 'fail', code, why }] }
  return nothing({ ...state, ...afterCut(state, event), phase: 'waiting' })
}

function tick(state: Producer, nowMs: number, limits: ProducerLimits): ProducerStep {
  if (state.phase === 'waiting') {
    if (nowMs < state.retryAtMs) return nothing(state)
    return { state: { ...state, phase: 'connecting', heardMs: nowMs }, effects: [{ type: 'connect' }] }
  }
  if (state.phase === 'idle') return nothing(state)
  if (isSilent(state, nowMs)) return { state, effects: [{ type: 'close' }] }
  const step = advance(state, limits, nowMs)
  const due = state.phase === 'open' && isPingDue(step.state, nowMs)
  if (!due) return step
  return { state: { ...step.state, spokeMs: nowMs }, effects: [...step.effects, { type: 'ping' }] }
}
