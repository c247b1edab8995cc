import { describe, expect, it } from 'vitest'
import { createLearner, createRandom, type Detector, type Model, type OnDrift } from '../../../src/index.js'

/** Sees a drift at the given samples, counted from the first that was predicted: the second that is learned. */
const driftAt = (...samples: readonly number[]): Detector => ({
  name: 'at',
  settings: {},
  input: 'any',
  create: () => {
    let count = 0
    return {
      update: () => (samples.includes(++count) ? 'drift' : 'none'),
      state: () => count,
      restore: (state) => {
        count = Number(state)
      },
    }
  },
})

describe('what a learner tells', () => {
  it('stays in order when an observer gives it another sample', () => {
    const learner = createLearner({ task: 'regression', onDrift: { detector: driftAt(1, 2), action: 'notify' } })
    const told: string[] = []
    learner.learn({ x: [0], y: 0 })
    learner.drift$.subscribe(({ samples }) => {
      told.push(`drift ${samples}`)
      if (samples === 2) learner.learn({ x: [2], y: 2 })
    })
    learner.learned$.subscribe(({ samples }) => {
      if (samples < 5) learner.learn({ x: [samples], y: samples })
    })
    learner.learned$.subscribe(({ samples }) => told.push(`learned ${samples}`))
    learner.learn({ x: [1], y: 1 })
    const wanted = ['drift 2', 'learned 2', 'drift 3', ...[3, 4, 5, 6].map((samples) => `learned ${samples}`)]
    expect(told.slice(0, wanted.length)).toEqual(wanted)
  })

  it('of a promotion comes when the model that was promoted is in its place', () => {
    const onDrift: OnDrift = { detector: driftAt(1000), action: 'challenge' }
    const learner = createLearner({ task: 'classification', seed: 1, onDrift })
    const models: Record<string, Model | undefined> = {}
    learner.drift$.subscribe(({ action }) => {
      models[action] = learner.model
    })
    // After 1000 samples, the labels are the other way round.
    const { next } = createRandom(1)
    for (let i = 0; i < 1200; i++) {
      const [a, b] = [next() * 2 - 1, next() * 2 - 1]
      learner.learn({ x: [a, b], y: a * a + b * b < 0.6 === i <= 1000 ? 'in' : 'out' })
    }
    expect(Object.keys(models)).toEqual(['challenge', 'promoted'])
    expect(models['promoted']).not.toBe(models['challenge'])
    expect(models['promoted']).toBe(learner.model)
  })
})
