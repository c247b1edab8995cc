import { describe, expect, it } from 'vitest'
import { createRandom, robustScaler } from '../../../../src/index.js'
import { RunningQuartiles } from '../../../../src/features/stages/numbers/runningQuartiles.js'
import { chainOf, encoded } from '../../encoded.js'

const after = (values: readonly number[]): RunningQuartiles => {
  const quartiles = new RunningQuartiles()
  for (const value of values) quartiles.learn(value)
  return quartiles
}
const normals = (count: number, seed = 1): number[] => {
  const { normal } = createRandom(seed)
  return Array.from({ length: count }, () => 50 + 4 * normal())
}

describe('RunningQuartiles', () => {
  it('are exact for ten values', () => {
    const { lower, median, upper } = after([9, 1, 7, 3, 5])
    expect([lower, median, upper]).toEqual([3, 5, 7])
    expect(after([4, 1, 3, 2]).lower).toBe(1.75)
  })

  it.each([1, 2, 3])('then come near the true ones, seed %i', (seed) => {
    const { lower, median, upper } = after(normals(5000, seed))
    expect(median).toBeCloseTo(50, -0.2)
    expect(Math.abs(median - 50)).toBeLessThan(0.8)
    expect(Math.abs(lower - (50 - 4 * 0.6745))).toBeLessThan(0.8)
    expect(Math.abs(upper - (50 + 4 * 0.6745))).toBeLessThan(0.8)
  })

  it('of a skewed stream too', () => {
    const values = normals(5000).map((value) => Math.exp((value - 50) / 4))
    const { lower, median, upper } = after(values)
    expect(Math.abs(median - 1)).toBeLessThan(0.25)
    expect(Math.abs(lower - 0.509)).toBeLessThan(0.25)
    expect(Math.abs(upper - 1.963)).toBeLessThan(0.4)
  })

  it('are hardly moved by outliers, however far: one row in fifty times a million', () => {
    const { median, range } = after(normals(3000).map((value, i) => (i % 50 === 20 ? value * 1e6 : value)))
    expect(Math.abs(median - 50)).toBeLessThan(1)
    expect(range).toBeLessThan(1.4 * 5.4)
  })

  it('come to rest where half of the values are one', () => {
    const { lower, median, upper } = after(Array.from({ length: 3000 }, (_, i) => (i % 10 === 3 ? 1 : 0)))
    expect([lower, median, upper]).toEqual([0, 0, 0])
  })
})

describe('robustScaler', () => {
  it('is in standard deviations for what is normal, clipped at 3, and 0 where missing', () => {
    const chain = chainOf(
      [robustScaler()],
      normals(4000).map((a) => ({ a })),
    )
    const of = (a: number | null) => encoded(chain, { a })['a'] ?? Number.NaN
    expect(Math.abs(of(54) - 1)).toBeLessThan(0.25)
    expect(Math.abs(of(46) + 1)).toBeLessThan(0.25)
    expect([of(1e9), of(-1e9), of(null)]).toEqual([3, -3, 0])
  })

  it('knows a new scale after six outliers in a row', () => {
    const chain = chainOf(
      [robustScaler()],
      [...normals(3000), ...normals(20, 2).map((a) => 1000 * a)].map((a) => ({ a })),
    )
    expect(Math.abs(encoded(chain, { a: 54_000 })['a'] ?? 9)).toBeLessThan(2)
    expect(encoded(chain, { a: 50 })['a']).toBe(-3)
  })

  it('of a constant is 0, and of its jump after 17,000 rows at most 3, until it knows the new values', () => {
    const chain = chainOf(
      [robustScaler()],
      Array.from({ length: 17_000 }, () => ({ a: 7 })),
    )
    expect(encoded(chain, { a: 7 })['a']).toBe(0)
    expect(encoded(chain, { a: 1e8 })['a']).toBe(3)
    for (const a of normals(40)) chain.learn({ a: a * 1e6 })
    expect(Math.abs(encoded(chain, { a: 50e6 })['a'] ?? 9)).toBeLessThan(1)
  })

  it('keeps rare values: 0 for the usual one, 3 for the others', () => {
    const chain = chainOf(
      [robustScaler()],
      Array.from({ length: 2000 }, (_, i) => ({ a: i % 20 === 3 ? 1 : 0 })),
    )
    expect([encoded(chain, { a: 0 })['a'], encoded(chain, { a: 1 })['a']]).toEqual([0, 3])
  })
})
