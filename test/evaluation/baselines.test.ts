import { describe, expect, it } from 'vitest'
import { lastLabel } from '../../src/evaluation/baselines/lastLabel.js'
import { lastTarget } from '../../src/evaluation/baselines/lastTarget.js'
import { majority } from '../../src/evaluation/baselines/majority.js'
import { mean } from '../../src/evaluation/baselines/mean.js'

describe('majority', () => {
  it('says the most frequent label, the earlier in a tie, with the frequencies', () => {
    const state = majority().create()
    expect(state.predict().label).toBeUndefined()
    for (const label of ['b', 'a', 'a', 'b', 'c']) state.learn(label)
    expect(state.predict()).toEqual({ label: 'a', classes: ['b', 'a', 'c'], probabilities: [0.4, 0.4, 0.2] })
  })
})

describe('lastLabel', () => {
  it('repeats', () => {
    const state = lastLabel().create()
    expect(state.predict().label).toBeUndefined()
    state.learn(false)
    expect(state.predict().label).toBe(false)
  })
})

describe('mean and lastTarget', () => {
  it('predict nothing before the first target, and nothing of an output before its first', () => {
    for (const baseline of [mean(), lastTarget()]) {
      const state = baseline.create()
      expect(state.predict()).toMatchObject({ value: Number.NaN, values: [] })
      state.learn(3)
      expect(state.predict()).toMatchObject({ value: 3, values: [3] })
      state.learn([5, 100])
      expect(state.predict().values?.[1]).toBe(100)
    }
  })

  it('a mean of version 0.1, with one count for all outputs, goes on', () => {
    const state = mean().create()
    state.restore({ value: 2, values: [2, 20], count: 3 })
    state.learn([6, 60])
    expect(state.predict()).toMatchObject({ value: 3, values: [3, 30] })
  })

  it('follow the targets', () => {
    const average = mean().create()
    const last = lastTarget().create()
    for (const target of [1, 2, 6]) {
      average.learn(target)
      last.learn(target)
    }
    expect(average.predict().value).toBe(3)
    expect(last.predict().value).toBe(6)
  })

  it('take several outputs', () => {
    const average = mean().create()
    average.learn([1, 10])
    average.learn([3, 30])
    expect(average.predict().values).toEqual([2, 20])
  })
})
