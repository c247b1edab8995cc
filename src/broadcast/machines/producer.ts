import { Close, isFinal } from '../protocol.js'
import { afterCut, type ClosedEvent, isPingDue, isSilent, type Lifeline, newLifeline } from './lifeline.js'
import { frameSent, newPace, type Pace, paceAt, waitMs } from './pace.js'

/*
 * The client's side of pushed samples. Samples are numbered from 1; what isn't acknowledged is sent again after a cut,
 * and the server drops what it has already, so none is lost and none counts twice.
 *
 *     acknowledged ≤ sent ≤ pushed;   sent - acknowledged ≤ window, credits
 *
 * Nothing is sent before WELCOME, which tells how much a frame holds. Then a full frame goes at once, and one that isn't
 * when the last is some milliseconds ago.
 */

export interface Producer extends Lifeline {
  readonly phase: 'idle' | 'connecting' | 'greeting' | 'open' | 'waiting' | 'over'
  /** Number of the last sample pushed, sent and acknowledged. */
  readonly pushed: number
  readonly sent: number
  readonly acknowledged: number
  /** How many samples the server lets be on the way. */
  readonly credits: number
  readonly pace: Pace
  /** Whether this connection has acknowledged anything, even what was known. */
  readonly answered: boolean
}

export type ProducerEvent =
  | { readonly type: 'start'; readonly nowMs: number }
  /** One more sample; what comes at once is sent together, with the next tick. */
  | { readonly type: 'pushed' }
  /** Samples that were never sent are set aside after all. */
  | { readonly type: 'withdrawn'; readonly count: number }
  | { readonly type: 'opened'; readonly nowMs: number }
  | { readonly type: 'welcome'; readonly nowMs: number }
  | { readonly type: 'acknowledged'; readonly upTo: number; readonly credits?: number; readonly nowMs: number }
  /** The server can't take more for a while. */
  | { readonly type: 'flow'; readonly retryAfterMs: number; readonly nowMs: number }
  /** `well`: it has lived with what was sent. */
  | { readonly type: 'heard'; readonly well: boolean; readonly nowMs: number }
  | ClosedEvent
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'stop' }

export type ProducerEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'hello' }
  | { readonly type: 'send'; readonly from: number; readonly count: number }
  /** There is something to send, in so many milliseconds. */
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'release'; readonly upTo: number }
  /** The server forgot this producer: what is kept gets smaller numbers, by so much. */
  | { readonly type: 'renumber'; readonly by: number }
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
  /** How many of the `most` samples from number `from` on one frame holds, at least 1; default: all. */
  readonly fitting?: (from: number, most: number) => number
  /** That the server lets through; default 200. */
  readonly framesPerSecond?: number
}

export const newProducer: Producer = {
  ...newLifeline,
  phase: 'idle',
  pushed: 0,
  sent: 0,
  acknowledged: 0,
  credits: Number.POSITIVE_INFINITY,
  pace: newPace,
  answered: false,
}

/** What a server lets through that doesn't tell. */
const FRAMES_PER_SECOND = 200

/** The peer's WebSocket refuses a message as too big. */
const MESSAGE_TOO_BIG = 1009

const nothing = (state: Producer): ProducerStep => ({ state, effects: [] })

/** The next frame, or none: `full` says that waiting would add nothing to it. */
function nextFrame(
  { pushed, acknowledged, credits }: Producer,
  sent: number,
  { batch, window, fitting = (_, most) => most }: ProducerLimits,
): { readonly count: number; readonly full: boolean } | undefined {
  const room = Math.min(window, credits) - (sent - acknowledged)
  const most = Math.min(batch, room, pushed - sent)
  if (most <= 0) return undefined
  const count = fitting(sent + 1, most)
  return { count, full: count < pushed - sent || count === Math.min(batch, room) }
}

/** Sends as much as window and pace allow. */
function advance(state: Producer, limits: ProducerLimits, nowMs: number): ProducerStep {
  if (state.phase !== 'open' || nowMs < state.retryAtMs) return nothing(state)
  const { framesPerSecond = FRAMES_PER_SECOND } = limits
  const effects: ProducerEffect[] = []
  let { sent, spokeMs } = state
  let pace = paceAt(state.pace, nowMs, framesPerSecond)
  for (let next = nextFrame(state, sent, limits); next; next = nextFrame(state, sent, limits)) {
    const ms = waitMs(pace, next.full, framesPerSecond)
    if (ms > 0) {
      effects.push({ type: 'wait', ms })
      break
    }
    effects.push({ type: 'send', from: sent + 1, count: next.count })
    sent += next.count
    spokeMs = nowMs
    pace = frameSent(pace)
  }
  return { state: { ...state, sent, spokeMs, pace }, effects }
}

export function stepProducer(state: Producer, event: ProducerEvent, limits: ProducerLimits): ProducerStep {
  if (state.phase === 'over') return nothing(state)
  switch (event.type) {
    case 'start':
      return { state: { ...state, phase: 'connecting', heardMs: event.nowMs }, effects: [{ type: 'connect' }] }
    case 'pushed':
      return nothing({ ...state, pushed: state.pushed + 1 })
    case 'withdrawn':
      return nothing({ ...state, pushed: state.pushed - event.count })
    case 'opened':
      return {
        state: { ...state, phase: 'greeting', heardMs: event.nowMs, spokeMs: event.nowMs },
        effects: [{ type: 'hello' }],
      }
    case 'welcome':
      // What was on its way may have been lost.
      return advance(
        { ...state, phase: 'open', answered: false, sent: state.acknowledged, heardMs: event.nowMs, retryAtMs: 0 },
        limits,
        event.nowMs,
      )
    case 'acknowledged':
      return acknowledged(state, event, limits)
    case 'flow':
      return nothing({
        ...state,
        failures: 0,
        sent: state.acknowledged,
        heardMs: event.nowMs,
        retryAtMs: event.nowMs + event.retryAfterMs,
      })
    case 'heard':
      return nothing({ ...state, failures: event.well ? 0 : state.failures, heardMs: event.nowMs })
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
  const heard = { ...state, credits, answered: true, heardMs: nowMs }
  // Of what was never sent, nothing can be acknowledged.
  if (upTo > state.pushed) return nothing(heard)
  // Where the first thing it says is less than what it once had, it was started again: of what comes, it wants the next.
  if (upTo < state.acknowledged && !state.answered) return renumbered(heard, upTo)
  if (upTo < state.acknowledged) return nothing(heard)
  if (upTo === state.acknowledged) return advance(heard, limits, nowMs)
  // Only what was taken shows that coming back is worth while: a WELCOME comes before a frame that ends the connection.
  const taken = { ...heard, failures: 0, acknowledged: upTo, sent: Math.max(state.sent, upTo) }
  const step = advance(taken, limits, nowMs)
  return { ...step, effects: [{ type: 'release', upTo }, ...step.effects] }
}

function renumbered(state: Producer, upTo: number): ProducerStep {
  const by = state.acknowledged - upTo
  const renumber = { ...state, pushed: state.pushed - by, sent: upTo, acknowledged: upTo }
  return { state: renumber, effects: [{ type: 'renumber', by }] }
}

function closed(state: Producer, event: ClosedEvent): ProducerStep {
  const { code, why } = event
  if (code === MESSAGE_TOO_BIG) {
    const fail = {
      type: 'fail',
      code: Close.TOO_BIG,
      why: 'a frame is too big for the server, or for what is before it: a smaller `batch` makes smaller ones',
    } as const
    return { state: { ...state, phase: 'over' }, effects: [fail] }
  }
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
