import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/index.js'
import { type ColumnShape, encodeBody } from '../../../src/snapshots/column.js'
import { applyDelta, type Delta, diff } from '../../../src/snapshots/deltas/delta.js'
import { decodeDelta, encodeDelta } from '../../../src/snapshots/deltas/deltaCodec.js'
import { mergeDeltas } from '../../../src/snapshots/deltas/mergeDeltas.js'
import { applyLossy, encodeLossy, type State } from '../../../src/snapshots/deltas/shadow.js'

const LENGTH = 300
/** EDDY_PATHS=100000 for the long form. */
const PATHS = Number(process.env['EDDY_PATHS'] ?? 500)
const shapes: readonly ColumnShape[] = [
  { name: 'spec', type: 'u8', length: 13 },
  { name: 'parameters', type: 'f32', length: LENGTH },
  { name: 'features.mean', type: 'f64', length: 5 },
]

const stateOf = (parameters: ArrayLike<number>, mean: ArrayLike<number> = [1, 2, 3, 4, 5]): State => ({
  shapes,
  body: encodeBody([
    { ...shapes[0], values: new TextEncoder().encode('a model, that') } as never,
    { ...shapes[1], values: Float32Array.from(parameters) } as never,
    { ...shapes[2], values: Float64Array.from(mean) } as never,
  ]),
})

const float = fc.oneof(
  fc.float(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45, -1e-45),
)
const parameters = fc.array(float, { minLength: LENGTH, maxLength: LENGTH })
const means = fc.array(fc.double(), { minLength: 5, maxLength: 5 })

const travelled = (delta: Delta): Delta => decodeDelta(encodeDelta(delta), delta.shapes)

/** Small steps on `share` of the weights, as training makes them. */
function drift(state: Float32Array, share: number, step: number, random: () => number): Float32Array {
  return state.map((value) => (random() < share ? value + (random() - 0.5) * step : value))
}

describe('exact deltas', () => {
  it('lead from any state to any other, to the bit, over the wire too', () => {
    fc.assert(
      fc.property(
        parameters,
        parameters,
        means,
        means,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b, m, n, share) => {
          const from = stateOf(a, m)
          const to = stateOf(
            a.map((value, i) => (i / LENGTH < share ? (b[i] ?? 0) : value)),
            n,
          )
          expect(applyDelta(from, travelled(diff(from, to)))).toEqual(to.body)
        },
      ),
    )
  })

  it('cost nothing but a head where nothing changed', () => {
    const state = stateOf(new Float32Array(LENGTH).fill(0.5))
    expect(encodeDelta(diff(state, state)).byteLength).toBe(32)
  })

  it('replace a column that grew', () => {
    const grown = shapes.map((shape) => (shape.name === 'parameters' ? { ...shape, length: LENGTH + 7 } : shape))
    const from = stateOf(new Float32Array(LENGTH).fill(1))
    const next = { shapes: grown, body: new Uint8Array(from.body.byteLength + 32).fill(3) }
    expect(applyDelta(from, travelled(diff(from, next)))).toEqual(next.body)
  })

  it('merge: any walk through versions, merged and skipped at random, ends at the same bytes', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.constantFrom(0, 0.01, 0.3, 1), { minLength: 1, maxLength: 12 }),
        (seed, shares) => {
          const { next } = createRandom(seed >>> 0)
          const states = [stateOf(Float32Array.from({ length: LENGTH }, () => next() - 0.5))]
          let values: Float32Array = Float32Array.from({ length: LENGTH }, () => next() - 0.5)
          states.push(stateOf(values, [next(), 0, 0, 1, next()]))
          for (const share of shares) {
            values = drift(values, share, 1e-3, next)
            states.push(stateOf(values, [next(), 0, 0, 1, 2]))
          }
          let held = states[0] as State
          let at = 0
          while (at < states.length - 1) {
            const to = Math.min(states.length - 1, at + 1 + Math.floor(next() * 4))
            let delta: Delta | undefined
            for (let k = at; k < to; k++) {
              const step = diff(states[k] as State, states[k + 1] as State)
              delta = delta ? mergeDeltas(delta, step) : step
            }
            held = { shapes, body: applyDelta(held, travelled(delta as Delta)) }
            at = to
            expect(Buffer.compare(held.body, states[at]?.body ?? new Uint8Array())).toBe(0)
          }
        },
      ),
      { numRuns: PATHS },
    )
  }, 3_600_000)

  it('are refused when damaged, and never crash', () => {
    const a = stateOf(new Float32Array(LENGTH).fill(0.1))
    const { next } = createRandom(4)
    for (const share of [0.02, 1]) {
      const bytes = encodeDelta(diff(a, stateOf(drift(new Float32Array(LENGTH).fill(0.1), share, 0.1, next))))
      fc.assert(
        fc.property(fc.nat(bytes.byteLength * 8 - 1), fc.nat(bytes.byteLength), (bit, cut) => {
          const broken = bytes.slice()
          broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          for (const hostile of [broken, bytes.slice(0, cut)]) {
            try {
              applyDelta(a, decodeDelta(hostile, shapes))
            } catch (error) {
              expect(error).toMatchObject({ code: 'ERR_DELTA' })
            }
          }
        }),
      )
    }
  })
})

describe('lossy deltas', () => {
  it('are without loss where no scale reaches: what was no number once does not stay none', () => {
    const shapes = [{ name: 'parameters', type: 'f32', length: 300 }] as const
    const { next } = createRandom(2)
    const stateOf = (value: number): State => {
      const values = Float32Array.from({ length: 300 }, next)
      values[3] = value
      return { shapes, body: new Uint8Array(values.buffer) }
    }
    let held = stateOf(1)
    for (const value of [Number.POSITIVE_INFINITY, Number.NaN, 2, 1]) {
      const to = stateOf(value)
      const sent = encodeLossy(held, to, 5)
      held = { shapes, body: applyLossy(held, sent.body, shapes) }
      expect(Buffer.compare(held.body, sent.shadow)).toBe(0)
      if (value !== 1) expect(Buffer.compare(held.body, to.body)).toBe(0)
      else expect(sent.body.byteLength).toBeLessThan(400)
    }
    expect(new Float32Array(held.body.slice().buffer)[3]).toBeCloseTo(1, 1)
  })

  it.each([
    ['int8', 5],
    ['float16', 4],
  ] as const)('%s: holders equal the shadow to the bit, and the error never accumulates', (_, encoding) => {
    const { next } = createRandom(11)
    let values: Float32Array = Float32Array.from({ length: LENGTH }, () => next() - 0.5)
    let shadow = stateOf(values)
    let held = shadow
    for (let version = 0; version < 2000; version++) {
      const before = values
      values = drift(values, 1, 1e-3, next)
      const to = stateOf(values, [version, 0, 0, 0, 0])
      const sent = encodeLossy(shadow, to, encoding)
      shadow = { shapes, body: sent.shadow }
      held = { shapes, body: applyLossy(held, sent.body, shapes) }
      expect(Buffer.compare(held.body, shadow.body)).toBe(0)
      const seen = new Float32Array(held.body.buffer, 16, LENGTH)
      const quantum = (2 * Math.max(...values.map((value, i) => Math.abs(value - (before[i] ?? 0))))) / 127
      const worst = Math.max(...values.map((value, i) => Math.abs(value - (seen[i] ?? 0))))
      expect(worst).toBeLessThanOrEqual(quantum)
      expect(new Float64Array(held.body.buffer, 16 + 4 * LENGTH, 1)[0]).toBe(version)
    }
  })
})

describe('sizes, for 100,000 weights', () => {
  const random = createRandom(1)
  const base = Float32Array.from({ length: 100_000 }, () => (random.next() - 0.5) * 0.2)
  const big: readonly ColumnShape[] = [{ name: 'parameters', type: 'f32', length: base.length }]
  const state = (values: Float32Array): State => ({
    shapes: big,
    body: encodeBody([{ ...(big[0] as ColumnShape), values }]),
  })
  const full = base.byteLength

  it('1 % of the weights moved: at least 50 times smaller', () => {
    const next = base.map((value) => (random.next() < 0.01 ? value + 1e-4 : value))
    const bytes = encodeDelta(diff(state(base), state(next)))
    expect(full / bytes.byteLength).toBeGreaterThan(50)
  })

  it('every weight moved: at least 1.6 times without loss, 3.8 times as int8', () => {
    const next = base.map((value) => value + (random.next() - 0.5) * 2e-4)
    expect(full / encodeDelta(diff(state(base), state(next))).byteLength).toBeGreaterThan(1.6)
    expect(full / encodeLossy(state(base), state(next), 5).body.byteLength).toBeGreaterThan(3.8)
  })
})
