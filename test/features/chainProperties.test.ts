import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  defaultFeatures,
  type FeatureDefinition,
  FeatureChain,
  imputer,
  interactions,
  lags,
  type Label,
  minMaxScaler,
  oneHot,
  robustScaler,
  standardScaler,
  targetEncoding,
  windows,
} from '../../src/index.js'
import { chainOf, copyOf, encoded, lastOf, learned } from './encoded.js'

/* What holds of every chain with stages that remember: rows before, targets, keys. */

const number = fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.constant(null), fc.constant(0))
const color = fc.oneof(fc.constantFrom('red', 'blue', 'green', 'x y'), fc.constant(null))
const row = fc.record(
  { a: number, b: number, color, flag: fc.oneof(fc.boolean(), fc.constant(null)) },
  { requiredKeys: [] },
)
const target = fc.oneof(fc.constantFrom<Label>('up', 'down', true), fc.double({ noNaN: true, min: -10, max: 10 }))
const sample = fc.tuple(row, target)
const samples = fc.array(sample, { minLength: 1, maxLength: 25 })

const chains: readonly (readonly [string, () => readonly FeatureDefinition[]])[] = [
  ['target encoding of few categories', () => [targetEncoding({ maxCategories: 2, maxClasses: 2 }), standardScaler()]],
  [
    'lags per key, one-hot',
    () => [lags({ of: ['a', 'color'], count: 2, per: 'color', maxKeys: 2 }), robustScaler(), oneHot()],
  ],
  [
    'windows',
    () => [windows({ of: 'b', size: 3, statistics: ['mean', 'min', 'max', 'standardDeviation'] }), imputer(), oneHot()],
  ],
  ['products', () => [oneHot(), minMaxScaler(), interactions({ degree: 3, maxProducts: 12 })]],
  [
    'all of them',
    () => [
      windows({ of: 'a', size: 4, per: 'color' }),
      lags({ of: 'b', count: 2 }),
      targetEncoding({ of: ['color'] }),
      ...defaultFeatures(),
      interactions({
        of: [
          ['a', 'b'],
          ['a', 'a'],
        ],
      }),
    ],
  ],
]

describe.each(chains)('a chain: %s', (_, features) => {
  it('only appends: an output keeps its index and its name', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const chain = new FeatureChain(features())
        let before: readonly string[] = []
        for (const [x, y] of given) {
          learned(chain, x, y)
          expect(chain.names.slice(0, before.length)).toEqual(before)
          before = [...chain.names]
        }
      }),
    )
  })

  it('asking changes nothing', () => {
    fc.assert(
      fc.property(samples, fc.array(row), (given, questions) => {
        const chain = chainOf(features(), ...columns(given))
        const state = JSON.stringify(chain.state())
        for (const x of questions) encoded(chain, x)
        encoded(chain, { new: 1, other: 'text' })
        expect(JSON.stringify(chain.state())).toBe(state)
      }),
    )
  })

  it('goes on from its state, through JSON, as if it had never stopped', () => {
    fc.assert(
      fc.property(samples, samples, (first, then) => {
        const whole = chainOf(features(), ...columns(first))
        const again = copyOf(whole)
        for (const [x, y] of then) {
          expect(encoded(again, x)).toEqual(encoded(whole, x))
          learned(whole, x, y)
          learned(again, x, y)
          expect(again.names).toEqual(whole.names)
          expect(lastOf(again)).toEqual(lastOf(whole))
          expect(JSON.stringify(again.state())).toBe(JSON.stringify(whole.state()))
          expect(again.learning()).toEqual(whole.learning())
        }
      }),
    )
  })

  it('what a row becomes does not depend on its own target', () => {
    fc.assert(
      fc.property(samples, row, fc.tuple(target, target), (given, x, [one, other]) => {
        const [a, b] = [chainOf(features(), ...columns(given)), chainOf(features(), ...columns(given))]
        learned(a, x, one)
        learned(b, x, other)
        expect(lastOf(a)).toEqual(lastOf(b))
      }),
    )
  })

  it('gives finite numbers, whatever comes', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const chain = chainOf(features(), ...columns(given))
        expect(Object.values(lastOf(chain)).every(Number.isFinite)).toBe(true)
      }),
    )
  })
})

const columns = (
  given: readonly (readonly [Readonly<Record<string, number | string | boolean | null>>, number | Label])[],
) => [given.map(([x]) => x), given.map(([, y]) => y)] as const
