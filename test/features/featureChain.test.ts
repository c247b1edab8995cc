import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dates,
  defaultFeatures,
  FeatureChain,
  type FeatureDefinition,
  featuresFrom,
  hashing,
  imputer,
  logCompress,
  minMaxScaler,
  oneHot,
  standardScaler,
  words,
} from '../../src/index.js'
import { isFault } from '../../src/rejection.js'
import { chainOf, copyOf, encoded, type Raw } from './encoded.js'

const value = fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.constant(null))
const color = fc.oneof(fc.constantFrom('red', 'blue', 'green', 'x y'), fc.constant(null))
const row = fc.record(
  { a: value, b: value, color, flag: fc.oneof(fc.boolean(), fc.constant(null)) },
  { requiredKeys: [] },
)
const rows = fc.array(row, { minLength: 1, maxLength: 25 })
const chains: readonly (readonly [string, () => readonly FeatureDefinition[]])[] = [
  ['default', defaultFeatures],
  ['imputer, min-max, one-hot', () => [imputer(), minMaxScaler(), oneHot({ maxCategories: 2 })]],
  ['log, scaler, hashing', () => [logCompress(), standardScaler(), hashing({ buckets: 8 })]],
]

describe.each(chains)('a chain: %s', (_, features) => {
  it('only appends: an output keeps its index and its name', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const chain = new FeatureChain(features())
        let before: readonly string[] = []
        for (const x of given) {
          chain.learn(x)
          expect(chain.names.slice(0, before.length)).toEqual(before)
          before = [...chain.names]
        }
      }),
    )
  })

  it('encoding changes nothing, whatever is asked', () => {
    fc.assert(
      fc.property(rows, fc.array(row), (given, questions) => {
        const chain = chainOf(features(), given)
        const state = JSON.stringify(chain.state())
        for (const x of questions) chain.encodeInto(x, new Float32Array(chain.width))
        chain.encodeInto({ new: 1, other: 'text' }, new Float32Array(chain.width))
        expect(JSON.stringify(chain.state())).toBe(state)
      }),
    )
  })

  it('goes on from its state, through JSON, as if it had never stopped', () => {
    fc.assert(
      fc.property(rows, rows, (first, then) => {
        const whole = chainOf(features(), first)
        const again = copyOf(whole)
        for (const x of then) {
          whole.learn(x)
          again.learn(x)
          expect(again.names).toEqual(whole.names)
          const [a, b] = [new Float32Array(whole.width), new Float32Array(whole.width)]
          expect(again.encodeLastInto(b)).toEqual(whole.encodeLastInto(a))
          expect(b).toEqual(a)
        }
      }),
    )
  })

  it('learning and then asking is what the learner saw', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const chain = chainOf(features(), given)
        const [last, asked] = [new Float32Array(chain.width), new Float32Array(chain.width)]
        chain.encodeLastInto(last)
        chain.encodeInto(given.at(-1) ?? {}, asked)
        expect(asked).toEqual(last)
      }),
    )
  })
})

describe('order', () => {
  it('columns met in another order give the same values, up to the order of the outputs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: value, b: value, color }), { minLength: 1, maxLength: 20 }),
        row,
        (given, asked) => {
          const straight = chainOf(defaultFeatures(), given)
          const turned = chainOf(
            defaultFeatures(),
            given.map((x) => Object.fromEntries(Object.entries(x).reverse())),
          )
          expect(encoded(turned, asked)).toEqual(encoded(straight, asked))
        },
      ),
    )
  })
})

describe('the default', () => {
  it('standardises numbers, puts missing ones at the mean, and makes categories columns', () => {
    const chain = chainOf(defaultFeatures(), [
      { a: 1, color: 'red' },
      { a: 3, color: 'blue' },
      { a: 5, color: 'red' },
    ])
    expect(chain.names).toEqual(['a', 'color=red', 'color=blue'])
    const { a, ...colors } = encoded(chain, { a: 5, color: 'blue' })
    expect(a).toBeCloseTo(2 / Math.sqrt(8 / 3), 6)
    expect(colors).toEqual({ 'color=red': 0, 'color=blue': 1 })
    expect(encoded(chain, { a: null, color: 'green' })).toEqual({ a: 0, 'color=red': 0, 'color=blue': 0 })
  })

  it('welcomes columns at any time, and does not miss those that stop coming', () => {
    const chain = chainOf(defaultFeatures(), [{ a: 1 }, { a: 2 }, { b: 'x' }, { c: 5, b: 'y' }, { c: 7 }])
    expect(chain.names).toEqual(['a', 'b=x', 'b=y', 'c'])
    expect(encoded(chain, { c: 7 })).toMatchObject({ a: 0, 'b=x': 0, 'b=y': 0 })
  })

  it('takes dates apart, and long texts into words', () => {
    const note = 'the pump makes a strange noise again'
    const chain = chainOf(defaultFeatures(), [
      { when: '2024-01-01T06:00:00Z', note },
      { when: '2024-01-02T18:00:00Z', note: 'all is well with the pump' },
    ])
    expect(chain.names).toContain('when sin of day')
    expect(chain.names.filter((name) => name.startsWith('words'))).toHaveLength(64)
    const alone = chainOf([dates()], [{ when: '2024-01-01T06:00:00Z' }])
    const noon = encoded(alone, { when: '2024-03-05 12:00' })
    expect(noon['when sin of day']).toBeCloseTo(0, 6)
    expect(noon['when cos of day']).toBeCloseTo(-1, 6)
    expect(noon['when days']).toBeCloseTo(Date.UTC(2024, 2, 5, 12) / 86_400_000, 2)
  })

  it('an id used as a category costs no more than its cap', () => {
    const ids = Array.from({ length: 5000 }, (_, i) => ({ id: `user ${i}`, a: i }))
    const chain = chainOf(defaultFeatures(), ids)
    expect(chain.width).toBe(1 + 64 + 1)
    expect(encoded(chain, { id: 'user 4999', a: 0 })['id=other']).toBe(1)
    expect(encoded(chain, { id: 'user 3', a: 0 })['id=user 3']).toBe(1)
  })

  it.each(chains)('%s: a column whose first values are missing is what its first value is', (_, features) => {
    const chain = chainOf(features(), [{ a: 1, color: null, late: null }, { a: 2 }, { a: 3, color: 'red', late: 5 }])
    expect(Object.values(encoded(chain, { color: 'red', late: 5, a: 1 })).every(Number.isFinite)).toBe(true)
  })

  it('vectors are numbers that have positions for names', () => {
    const chain = chainOf(defaultFeatures(), [
      [1, 10],
      [3, 30],
    ])
    expect(chain.names).toEqual(['0', '1'])
    expect(encoded(chain, [3, 10])).toEqual({ 0: 1, 1: -1 })
  })
})

describe('single stages', () => {
  it('imputer: the mean, the last or a constant, and a column that says so from the first time on', () => {
    const given = [{ a: 2 }, { a: 4 }, { a: null }]
    expect(encoded(chainOf([imputer()], given), { a: null })).toEqual({ a: 3, 'a missing': 1 })
    expect(encoded(chainOf([imputer({ strategy: 'last' })], given), {})).toEqual({ a: 4, 'a missing': 1 })
    const constant = imputer({ strategy: { constant: -1 }, indicators: false })
    expect(encoded(chainOf([constant], given), {})).toEqual({ a: -1 })
    expect(() => imputer({ strategy: 'median' as never })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })

  it('min-max: 0 to 1 within what was seen, clipped beyond', () => {
    const chain = chainOf([minMaxScaler()], [{ a: 10 }, { a: 30 }])
    expect([10, 15, 30, 99, null].map((a) => encoded(chain, { a })['a'])).toEqual([0, 0.25, 1, 1, 0.5])
  })

  it('log: sign(x) ln(1 + |x|)', () => {
    const chain = chainOf([logCompress()], [{ a: 0 }])
    expect(encoded(chain, { a: -(Math.E - 1) })['a']).toBeCloseTo(-1, 6)
  })

  it('hashing and words: one bucket or a few, plus or minus, and never more columns', () => {
    const chain = chainOf([hashing({ buckets: 16 })], [{ a: 'x', b: 'y' }])
    expect(chain.width).toBe(16)
    const sum = Object.values(encoded(chain, { a: 'never seen' })).reduce((total, v) => total + Math.abs(v), 0)
    expect(sum).toBe(1)
    const texts = chainOf([words({ buckets: 32 })], [{ t: 'four words or more' }])
    const { length } = Object.values(encoded(texts, { t: 'cold cold water' })).filter((v) => v !== 0)
    expect(length).toBeLessThanOrEqual(2)
  })
})

describe('bad samples', () => {
  it.each<[string, unknown, string]>([
    ['a number where it is infinite', { a: Number.POSITIVE_INFINITY }, 'ERR_INPUT_VALUE'],
    ['text in a column of numbers', { a: 'many' }, 'ERR_FEATURE_TYPE'],
    ['an object', { a: { b: 1 } }, 'ERR_INPUT_TYPE'],
    ['nothing', null, 'ERR_INPUT_TYPE'],
    ['text', 'a', 'ERR_INPUT_TYPE'],
    ['far too many columns', Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`c${i}`, 1])), 'ERR_FEATURES'],
  ])('%s is a fault, and nothing was learned', (_, x, code) => {
    const chain = chainOf(defaultFeatures(), [{ a: 1 }, { a: 2 }])
    const state = JSON.stringify(chain.state())
    const fault = chain.learn(x as Raw)
    expect(isFault(fault) && fault.code).toBe(code)
    expect(JSON.stringify(chain.state())).toBe(state)
  })

  it('text or a gap that no stage takes is a fault that says what to add', () => {
    const text = chainOf([standardScaler()], [{ a: 'x' }])
    expect(text.encodeLastInto(new Float32Array(1))).toMatchObject({ code: 'ERR_FEATURE_TEXT' })
    const gap = chainOf([], [{ a: 1 }, { a: null }])
    expect(gap.encodeLastInto(new Float32Array(1))).toMatchObject({ code: 'ERR_FEATURE_MISSING' })
  })

  it('an unknown feature in JSON is an error', () => {
    expect(() => featuresFrom([{ name: 'magic', settings: {} }])).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION' }),
    )
  })
})
