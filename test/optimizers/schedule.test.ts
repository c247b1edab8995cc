import { describe, expect, it } from 'vitest'
import { cosineDecay, exponentialDecay, inverseTimeDecay, linearWarmup, piecewise, sgd } from '../../src/index.js'

describe('schedules', () => {
  it('exponential decay multiplies by its factor every so many steps', () => {
    const { at } = exponentialDecay({ start: 0.1, factor: 0.5, steps: 10 })
    expect([at(1), at(11), at(21)].map((rate) => rate.toFixed(12))).toEqual([
      '0.100000000000',
      '0.050000000000',
      '0.025000000000',
    ])
    expect(at(6)).toBeCloseTo(0.1 * Math.SQRT1_2, 12)
  })

  it('inverse time halves after its steps', () => {
    const { at } = inverseTimeDecay({ start: 1, steps: 100 })
    expect([at(1), at(101), at(301)]).toEqual([1, 0.5, 0.25])
  })

  it('cosine goes from start to end and stays', () => {
    const { at } = cosineDecay({ start: 1, end: 0.2, steps: 100 })
    expect(at(1)).toBe(1)
    expect(at(51)).toBeCloseTo(0.6, 12)
    expect(at(101)).toBeCloseTo(0.2, 12)
    expect(at(1000)).toBe(at(101))
  })

  it('warm-up rises to the rate, or the schedule, behind it', () => {
    expect([1, 2, 4, 9].map(linearWarmup({ steps: 4, rate: 1 }).at)).toEqual([0.25, 0.5, 1, 1])
    expect(linearWarmup({ steps: 2, rate: inverseTimeDecay({ start: 1, steps: 2 }) }).at(3)).toBe(0.5)
  })

  it('pieces hold from their step on', () => {
    const { at } = piecewise([
      { from: 1, value: 0.005 },
      { from: 21, value: 0.01 },
    ])
    expect([at(1), at(20), at(21), at(5000)]).toEqual([0.005, 0.005, 0.01, 0.01])
  })

  it('refuse what is not positive, by name', () => {
    expect(() => exponentialDecay({ start: 0, factor: 0.5 })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    expect(() => piecewise([])).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    expect(() => sgd({ learningRate: Number.NaN })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})
