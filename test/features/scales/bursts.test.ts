import { describe, expect, it } from 'vitest'
import { builtinFeatures } from '../../../src/features/builtin.js'
import { FeatureChain } from '../../../src/features/featureChain.js'
import { createRandom, type FeatureDefinition, imputer, lags, standardScaler, windows } from '../../../src/index.js'

/*
 * Impossible values leave every stage as it was: what it makes of rows 300 rows later is what it makes of them after missing
 * values. The stages are those of Eddy, by enumeration, so that a new one is tried too.
 */

type Row = Readonly<Record<string, number | string | null>>

/** Those that can't do without settings. */
const settings: Readonly<Record<string, unknown>> = { lags: { of: ['a', 'b'] }, windows: { of: ['a', 'b'], size: 5 } }
const chains: readonly (readonly [string, () => readonly FeatureDefinition[]])[] = [
  ...Object.entries(builtinFeatures).map(([name, make]) => [name, () => [make(settings[name] as never)]] as const),
  ['imputer of last values', () => [imputer({ strategy: 'last' })]],
  ['imputer, then scaler', () => [imputer(), standardScaler()]],
  ['windows, then scaler', () => [windows({ of: 'a', size: 10 }), standardScaler()]],
  ['lags, then scaler', () => [lags({ of: 'a', count: 3 }), standardScaler()]],
]

function cleanRows(count: number, seed: number): readonly (readonly [Row, number])[] {
  const { next } = createRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const shop = `shop ${Math.floor(4 * next())}`
    const a = next()
    // Not in the first row, which decides the order of the columns.
    const b = next() < 0.1 && i > 0 ? null : 90 + 20 * next()
    return [{ a, b, shop }, 3 * a + Number(shop.slice(5))] as const
  })
}

interface Burst {
  readonly rows: number
  readonly a?: number
  readonly b?: number
  readonly y?: number
}

/* EDDY_LONG tries every length and place. */
const long = process.env['EDDY_LONG'] !== undefined
const values = long ? [999_999, -9999, 1e30] : [-1e30]
const bursts: readonly Burst[] = (long ? [8, 20, 30] : [20]).flatMap((rows) =>
  values.flatMap((value) => [
    { rows, a: value },
    { rows, y: value },
    { rows, a: value, b: value, y: value },
  ]),
)

type Outputs = Readonly<Record<string, number>>

/** What the last rows become, after a burst in row `at` of a stream; `missing`: its impossible values are missing instead. */
function made(
  definitions: readonly FeatureDefinition[],
  at: number,
  burst: Burst,
  missing: boolean,
): readonly Outputs[] {
  const chain = new FeatureChain(definitions)
  const rows = cleanRows(at + 400, 1)
  const { rows: length, y, ...x } = burst
  const bad = cleanRows(length, 2).map(([row, target]) => {
    const impossible = missing ? Object.fromEntries(Object.keys(x).map((name) => [name, null])) : x
    return [{ ...row, ...impossible }, y === undefined ? target : missing ? Number.NaN : y] as const
  })
  return [...rows.slice(0, at), ...bad, ...rows.slice(at)].flatMap(([row, target], i, all) => {
    expect(chain.learn(row, target)).toBeUndefined()
    if (i < all.length - 100) return []
    const into = new Float32Array(chain.width)
    chain.encodeLastInto(into)
    return [Object.fromEntries(chain.names.map((name, output) => [name, into[output] ?? Number.NaN]))]
  })
}

/** The largest difference of one output between two streams, in standard deviations of that output. */
function difference(one: readonly Outputs[], other: readonly Outputs[]): number {
  // Missing values may have an output of their own.
  const names = Object.keys(other[0] ?? {})
  const differences = names.map((name) => {
    const column = one.map((row) => row[name] ?? Number.NaN)
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length)
    const farthest = Math.max(...column.map((value, row) => Math.abs(value - (other[row]?.[name] ?? Number.NaN))))
    return farthest === 0 ? 0 : farthest / Math.max(deviation, 0.01 * Math.abs(mean))
  })
  return Math.max(...differences)
}

describe.each(chains)('%s', { timeout: 60_000 }, (_, definitions) => {
  it.each(long ? [1, 3, 50, 1000] : [3, 300])(
    'is after impossible values, from row %i on, as after missing ones',
    (at) => {
      for (const burst of bursts) {
        const missing = made(definitions(), at, burst, true)
        const impossible = made(definitions(), at, burst, false)
        expect(difference(missing, impossible), JSON.stringify(burst)).toBeLessThan(at < 300 ? 0.4 : 0.15)
      }
    },
  )
})
