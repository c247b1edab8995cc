import { describe, expect, it } from 'vitest'
import { dense } from '../../../src/layers/dense.js'
import type { LayerSpec } from '../../../src/layers/layer.js'
import { createModel, type Model } from '../trainable.js'
import { attention } from '../../../src/layers/recurrent/attention.js'
import { gru } from '../../../src/layers/recurrent/gru.js'
import { linearRecurrent } from '../../../src/layers/recurrent/linearRecurrent.js'
import { lstm } from '../../../src/layers/recurrent/lstm.js'
import { recurrent } from '../../../src/layers/recurrent/recurrent.js'
import { begin, positions, unpadded, writeParameters } from '../parameters.js'

/* One sample at a time against the whole sequence, weights that don't move: the same outputs, the same gradients. */

const STEPS = 7
const FEATURES = 4
const rows = Array.from({ length: STEPS }, (_, t) =>
  Array.from({ length: FEATURES }, (_, j) => Math.sin(2.1 * t + 1.3 * j)),
)

const model = (input: number | readonly number[], spec: LayerSpec): Model =>
  createModel({ input, layers: [spec], kernels: 'float64', seed: 6 })

const cells = { recurrent, gru, lstm, linearRecurrent }
const close = (got: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(got.length).toBe(wanted.length)
  wanted.forEach((value, at) => {
    expect(Math.abs((got[at] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-12)
  })
}

const gradientOf = (subject: Model, x: readonly number[]): number[] => {
  const pass = begin(subject, x)
  pass.setCotangent(Array.from(pass.output(), (_, at) => Math.cos(at)))
  pass.backward()
  return unpadded(subject, pass.gradients())
}

describe.each(Object.entries(cells))('%s', (_, make) => {
  it.each([1, 3, 20])('gives the rows of the sequence, through a window of %i', (window) => {
    const whole = model([STEPS, FEATURES], make({ units: 3 })).predict(rows.flat())
    const stream = model(FEATURES, make({ units: 3, window }))
    const size = whole.length / STEPS
    rows.forEach((x, t) => {
      close(stream.predict(x), [...whole.slice(t * size, (t + 1) * size)])
      stream.observe(x)
    })
  })

  it('the last output is the last of all', () => {
    const all = model([STEPS, FEATURES], make({ units: 3 })).predict(rows.flat())
    const last = model([STEPS, FEATURES], make({ units: 3, outputs: 'last' })).predict(rows.flat())
    expect([...last]).toEqual([...all.slice(-last.length)])
  })

  it('a window over all of the stream has the gradient of the sequence', () => {
    const stream = model(FEATURES, make({ units: 3, window: STEPS + 2 }))
    for (const x of rows.slice(0, -1)) stream.observe(x)
    const online = gradientOf(stream, rows[STEPS - 1] ?? [])
    close(online, gradientOf(model([STEPS, FEATURES], make({ units: 3, outputs: 'last' })), rows.flat()))
  })

  it('chunks that carry are the sequence in pieces', () => {
    const whole = model([STEPS, FEATURES], make({ units: 3 })).predict(rows.flat())
    const chunk = model([2, FEATURES], make({ units: 3, carry: true }))
    const size = whole.length / STEPS
    for (let t = 0; t + 2 <= STEPS; t += 2) {
      const x = rows.slice(t, t + 2).flat()
      close(chunk.predict(x), [...whole.slice(t * size, (t + 2) * size)])
      chunk.observe(x)
    }
  })

  it('a sequence that does not carry keeps nothing, and may come in batches', () => {
    const subject = model([STEPS, FEATURES], make({ units: 3 }))
    expect(subject.stateful).toBe(false)
    const before = subject.predict(rows.flat())
    expect(subject.observe(rows.flat())).toBe(true)
    expect(subject.predict(rows.flat())).toEqual(before)
  })

  it.each([{ units: 0 }, { units: 2, window: 0 }, { units: 1.5 }])('refuses %j', (wrong) => {
    expect(() => model(FEATURES, make(wrong))).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })

  it('refuses what is neither a vector nor a sequence, and other outputs', () => {
    expect(() => model([2, 2, 2], make({ units: 2 }))).toThrow(expect.objectContaining({ code: 'ERR_SHAPE' }))
    const outputs = 'first' as 'last'
    expect(() => model([2, 2], make({ units: 2, outputs }))).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })

  it('refuses several values that are not its own', () => {
    const build = (input: Readonly<Record<string, number>>): Model =>
      createModel({ input, layers: [make({ units: 2 })] })
    expect(() => build({ x: 3, other: 2 })).toThrow(expect.objectContaining({ code: 'ERR_SHAPE' }))
    expect(() => build({ y: 3 })).toThrow(expect.objectContaining({ code: 'ERR_SHAPE' }))
  })
})

describe('a recurrent layer', () => {
  it('refuses an unknown gradient', () => {
    const gradient = 'exact' as 'window'
    expect(() => model(2, recurrent({ units: 2, gradient }))).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})

describe('attention', () => {
  it('over a window that holds the stream is causal attention over the sequence', () => {
    const whole = model([STEPS, FEATURES], attention({ heads: 2 }))
    const stream = model(FEATURES, attention({ heads: 2, window: STEPS }))
    // The window's own parameter, how much age counts, comes last and is 0.
    const shared = unpadded(whole, whole.parameters)
    writeParameters(stream, [...shared, ...new Array<number>(positions(stream).length - shared.length).fill(0)])
    const wanted = whole.predict(rows.flat())
    rows.forEach((x, t) => {
      close(stream.predict(x), [...wanted.slice(t * FEATURES, (t + 1) * FEATURES)])
      stream.observe(x)
    })
  })

  it('sees no further than its window', () => {
    const [one, other] = [model(FEATURES, attention({ window: 3 })), model(FEATURES, attention({ window: 3 }))]
    one.observe([9, 9, 9, 9])
    for (const subject of [one, other]) for (const x of rows.slice(0, 2)) subject.observe(x)
    expect(one.predict(rows[2] ?? [])).toEqual(other.predict(rows[2] ?? []))
  })

  it('learns how much age counts', () => {
    const subject = model(FEATURES, attention({ heads: 2, window: 3 }))
    for (const x of rows) subject.observe(x)
    const age = gradientOf(subject, rows[0] ?? []).slice(-6)
    expect(Math.max(...age.map(Math.abs))).toBeGreaterThan(1e-4)
  })

  it.each([{ heads: 3 }, { heads: 0 }, { window: 0 }, { causal: false }])(
    'refuses %j of four features, one by one',
    (wrong) => {
      expect(() => model(FEATURES, attention(wrong))).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^ERR_(OPTION|SHAPE)$/) }),
      )
    },
  )

  it('comes back from its spec, as all of them do', () => {
    const layers = [
      attention({ heads: 2, window: 3 }),
      gru({ units: 4 }),
      lstm({ units: 3 }),
      linearRecurrent({ units: 2 }),
      recurrent({ units: 3, gradient: 'diagonal' }),
      dense(1),
    ]
    const first = createModel({ input: FEATURES, layers, seed: 2 })
    const again = createModel(JSON.parse(JSON.stringify(first.spec)))
    for (const x of rows) {
      expect(again.predict(x)).toEqual(first.predict(x))
      first.observe(x)
      again.observe(x)
    }
  })
})
