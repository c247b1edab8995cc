import { describe, expect, it } from 'vitest'
import {
  newProducer,
  type Producer,
  type ProducerEvent,
  stepProducer,
} from '../../../src/broadcast/machines/producer.js'
import { Close } from '../../../src/broadcast/protocol.js'

const limits = { batch: 100, window: 1000 }
const open: Producer = { ...newProducer, phase: 'open' }
const cut = (code: number, nowMs = 0): ProducerEvent => ({ type: 'closed', code, why: '', nowMs, random: 0.5 })

describe('producer', () => {
  it('sends nothing before WELCOME, which tells what a frame holds', () => {
    let step = stepProducer({ ...newProducer, phase: 'connecting', pushed: 3 }, { type: 'opened', nowMs: 0 }, limits)
    expect(step.effects).toEqual([{ type: 'hello' }])
    step = stepProducer(step.state, { type: 'tick', nowMs: 1 }, limits)
    expect(step.effects).toEqual([])
    step = stepProducer(step.state, { type: 'welcome', nowMs: 2 }, limits)
    expect(step.effects).toEqual([{ type: 'send', from: 1, count: 3 }])
  })

  it('cuts frames where they are full', () => {
    const small = { ...limits, fitting: (from: number, most: number) => Math.min(most, from === 1 ? 1 : 40) }
    const { effects } = stepProducer({ ...open, pushed: 91 }, { type: 'tick', nowMs: 1 }, small)
    expect(effects).toEqual([
      { type: 'send', from: 1, count: 1 },
      { type: 'send', from: 2, count: 40 },
      { type: 'send', from: 42, count: 40 },
      { type: 'wait', ms: 20 },
    ])
  })

  it('sends a lone sample at once, and one every millisecond in at most 50 frames a second', () => {
    let state = open
    const sent: number[] = []
    for (let nowMs = 1; nowMs <= 3000; nowMs++) {
      state = stepProducer(state, { type: 'pushed' }, limits).state
      const tick = stepProducer(state, { type: 'tick', nowMs }, limits)
      for (const effect of tick.effects) if (effect.type === 'send') sent.push(effect.count)
      state = stepProducer(tick.state, { type: 'acknowledged', upTo: tick.state.sent, nowMs }, limits).state
    }
    expect(sent[0]).toBe(1)
    expect(sent.length).toBe(150)
    expect(state.pushed - state.sent).toBeLessThan(20)
  })

  it.each([200, 20])('is never a flood, however much there is, where %i frames a second are let through', (rate) => {
    let state: Producer = { ...open, pushed: 1e6 }
    let frames = 0
    for (let nowMs = 0; nowMs < 5000; nowMs++) {
      const { effects, ...step } = stepProducer(state, { type: 'tick', nowMs }, { ...limits, framesPerSecond: rate })
      frames += effects.filter(({ type }) => type === 'send').length
      state = stepProducer(step.state, { type: 'acknowledged', upTo: step.state.sent, nowMs }, limits).state
      expect(frames).toBeLessThanOrEqual(rate + (rate * nowMs) / 1000)
    }
    expect(frames).toBeGreaterThan(rate)
  })

  it('takes longer and longer to come back while nothing is acknowledged, whatever the server says', () => {
    let state: Producer = { ...open, pushed: 1 }
    const waits: number[] = []
    for (let i = 0; i < 5; i++) {
      for (const type of ['opened', 'welcome'] as const) state = stepProducer(state, { type, nowMs: 0 }, limits).state
      state = stepProducer(state, { type: 'heard', well: false, nowMs: 0 }, limits).state
      state = stepProducer(state, cut(1006), limits).state
      waits.push(state.retryAtMs)
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000])
    for (const type of ['opened', 'welcome'] as const) state = stepProducer(state, { type, nowMs: 0 }, limits).state
    state = stepProducer(state, { type: 'acknowledged', upTo: 1, nowMs: 0 }, limits).state
    expect(stepProducer(state, cut(1006), limits).state.retryAtMs).toBe(250)
  })

  it('numbers what it keeps anew where the server has forgotten what it had, and only then', () => {
    let state: Producer = { ...open, pushed: 500, sent: 400, acknowledged: 300, answered: true }
    state = stepProducer(state, { type: 'acknowledged', upTo: 200, nowMs: 0 }, limits).state
    expect(state).toMatchObject({ pushed: 500, acknowledged: 300 })
    for (const type of ['opened', 'welcome'] as const) state = stepProducer(state, { type, nowMs: 0 }, limits).state
    let step = stepProducer(state, { type: 'acknowledged', upTo: 0, nowMs: 1 }, limits)
    expect(step.effects).toEqual([{ type: 'renumber', by: 300 }])
    expect(step.state).toMatchObject({ pushed: 200, sent: 0, acknowledged: 0 })
    // The answer to a second frame that was on the way.
    step = stepProducer(step.state, { type: 'acknowledged', upTo: 0, nowMs: 2 }, limits)
    expect(step.effects).toMatchObject([{ from: 1 }, { from: 101 }])
  })

  it('ends where a frame is too big, for the server or its WebSocket', () => {
    for (const code of [1009, Close.TOO_BIG]) {
      const { state, effects } = stepProducer(open, cut(code), limits)
      expect(state.phase).toBe('over')
      expect(effects).toMatchObject([{ type: 'fail', code: Close.TOO_BIG }])
    }
  })
})
