import { describe, expect, it } from 'vitest'
import { StandardScaler } from '../../../../src/features/stages/numbers/standardScaler.js'

const after = (values: readonly number[]): StandardScaler => {
  const scaler = new StandardScaler(1)
  for (const value of values) scaler.learn([value])
  return scaler
}
const scaled = (scaler: StandardScaler, value: number): number => {
  const into = new Float32Array(1)
  scaler.scaleInto([value], into)
  return into[0] ?? Number.NaN
}
const wave = Array.from({ length: 200 }, (_, i) => 5 + Math.sin(i))

describe('StandardScaler', () => {
  it('holds the mean and the population variance while it is young', () => {
    const { mean, variance } = after([1, 2, 4, 9]).statistics(0)
    expect(mean).toBeCloseTo(4, 12)
    expect(variance).toBeCloseTo((9 + 4 + 0 + 25) / 4, 12)
  })

  it('gives 0 for what never varied, and clips at 3', () => {
    expect(scaled(after([7, 7, 7]), 7)).toBe(0)
    expect(scaled(after(wave), 5)).toBeCloseTo(0, 1)
    expect(scaled(after(wave), 1e6)).toBe(3)
    expect(scaled(after(wave), -1e6)).toBe(-3)
  })

  it('is hardly moved by one outlier', () => {
    const scaler = after([...wave, 1e9])
    expect(scaler.statistics(0).mean).toBeCloseTo(5, 0)
    expect(scaler.statistics(0).variance).toBeLessThan(2)
  })

  it('accepts a new scale after five in a row', () => {
    const scaler = after([...wave, ...wave.map((value) => value * 1000)])
    expect(scaler.statistics(0).mean).toBeGreaterThan(2000)
    expect(Math.abs(scaled(scaler, 5000))).toBeLessThan(1.5)
  })

  it('wakes up when a constant starts to move', () => {
    const scaler = after([...new Array<number>(5000).fill(2), 3])
    expect(scaler.statistics(0).count).toBe(10)
    expect(scaled(scaler, 3)).toBeCloseTo(3, 1)
  })

  it('scales many features at an offset, and learns nothing by it', () => {
    const scaler = new StandardScaler(2)
    for (const row of [
      [0, 10],
      [2, 30],
    ])
      scaler.learn(row)
    const into = new Float32Array(4)
    scaler.scaleInto([2, 10], into, 2)
    expect([...into]).toEqual([0, 0, 1, -1])
    expect(scaler.rows).toBe(2)
  })
})
