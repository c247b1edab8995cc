import { describe, expect, it } from 'vitest'
import { SeriesWindow } from '../../src/features/seriesWindow.js'

const filled = (values: readonly number[], seasons: readonly number[] = [4]): SeriesWindow => {
  const window = new SeriesWindow({ horizon: 2, lags: 3, seasons })
  for (const value of values) window.push(value)
  return window
}

const features = (window: SeriesWindow, scale = 1, limit = 10): number[] => {
  const into = new Float64Array(window.width)
  window.featuresInto(into, scale, limit)
  return [...into]
}

describe('a series window', () => {
  it('keeps as many values as lags and season need', () => {
    const window = filled([1, 2, 3, 4])
    expect(window.full).toBe(false)
    window.push(5)
    window.push(6)
    expect(window.full).toBe(true)
    expect(window.span).toBe(5)
    expect([0, 1, 4, 9].map((lag) => window.ago(lag))).toEqual([6, 5, 2, 2])
    expect(window.state()).toEqual({ steps: 6, values: Float64Array.of(2, 3, 4, 5, 6) })
  })

  it('knows the value a season before each step to come, the latest one that has come', () => {
    const window = filled([10, 11, 12, 13, 14, 15])
    // Steps 7 to 10 are a season after 11, 12, 13, 14 ... and the eleventh two seasons after 13.
    expect([0, 1, 2, 3, 4, 5].map((ahead) => window.seasonBefore(4, ahead))).toEqual([11, 12, 13, 14, 15, 12])
  })

  it('says lags and seasons as changes from now, in units, cut off; and the waves of the season', () => {
    const window = filled([0, 0, 2, 4, 6, 8])
    const [lag1, lag2, lag3, season0, season1, season2, ...waves] = features(window, 2, 3)
    expect([lag1, lag2, lag3]).toEqual([-1, -2, -3])
    expect([season0, season1, season2]).toEqual([-3, -3, -2])
    // Step 6 of a season of 4 is the middle of the second: half a turn.
    for (const [i, wave] of [0, -1, 0, 1].entries()) expect(waves[i]).toBeCloseTo(wave, 12)
    expect(waves.length).toBe(4)
  })

  it('takes seasons that are no whole number of steps', () => {
    const window = new SeriesWindow({ horizon: 1, lags: 1, seasons: [2.5, 7.2] })
    expect(window.span).toBe(8)
    for (let i = 0; i < 20; i++) window.push(i)
    expect(features(window).every(Number.isFinite)).toBe(true)
  })

  it('forgets its values when time passes without any, and keeps its place in the season', () => {
    const window = filled([1, 2, 3, 4, 5])
    window.restart(7)
    expect([window.empty, window.full, window.steps, window.ago(0)]).toEqual([true, false, 12, 0])
    for (const value of [1, 2, 3, 4, 5]) window.push(value)
    // 17 steps: a quarter turn.
    expect(features(window).at(-4)).toBeCloseTo(1, 12)
  })

  it('goes on from its state', () => {
    const [first, second] = [filled([1, 2, 3, 4, 5, 6, 7]), filled([])]
    second.restore(first.state())
    first.push(8)
    second.push(8)
    expect(features(second)).toEqual(features(first))
    expect(second.state()).toEqual(first.state())
    expect(() => filled([], []).restore(first.state())).toThrow('at most 4')
  })
})
