import { describe, expect, it } from 'vitest'
import type { RegressionPrediction } from '../../../src/evaluation/prediction.js'
import {
  captureSnapshot,
  createLearner,
  createPredictor,
  createRandom,
  dense,
  type Learner,
  restoreLearner,
} from '../../../src/index.js'
import { decodeSnapshot, encodeSnapshot } from '../../../src/node.js'

const valuesOf = (learner: Pick<Learner, 'predict'>, x: readonly number[]): readonly number[] =>
  Array.from((learner.predict(x) as RegressionPrediction).values)

/** Targets of very different sizes, two and then three of them. */
function taught(): Learner {
  const learner = createLearner({ task: 'regression', seed: 1 })
  const { next } = createRandom(1)
  for (let i = 0; i < 3000; i++) {
    const [a, b] = [next() - 0.5, next() - 0.5]
    expect(learner.learn({ x: [a, b], y: [1000 * a, 0.001 * b] })).toBeDefined()
  }
  return learner
}

describe('a regression with several outputs', () => {
  it('learns each in its own units', () => {
    const [first = 0, second = 0] = valuesOf(taught(), [0.3, -0.2])
    expect(Math.abs(first - 300)).toBeLessThan(30)
    expect(Math.abs(second + 0.0002)).toBeLessThan(0.00003)
  })

  it('appends outputs as they come: what was learned is predicted to the same bits', () => {
    const learner = taught()
    const grown = restoreLearner(captureSnapshot(learner, { optimizer: true }))
    const before = valuesOf(learner, [0.3, -0.2])
    grown.learn({ x: [0.3, -0.2], y: [300, -0.0002, 7], weight: 0 })
    const after = valuesOf(grown, [0.3, -0.2])
    expect(after).toHaveLength(3)
    // Of weight 0: the statistics of the targets have moved, the weights of these outputs have not.
    after.slice(0, 2).forEach((value, index) => expect(Math.abs(value / (before[index] ?? 1) - 1)).toBeLessThan(0.01))
    expect(after[2]).toBe(7)
    const { next } = createRandom(2)
    for (let i = 0; i < 2000; i++) {
      const [a, b] = [next() - 0.5, next() - 0.5]
      grown.learn({ x: [a, b], y: [1000 * a, 0.001 * b, a - b] })
    }
    expect(Math.abs((valuesOf(grown, [0.3, -0.2])[2] ?? 0) - 0.5)).toBeLessThan(0.1)
  })

  it('sets aside fewer numbers than there are outputs, none, too many, and what is no number', () => {
    const learner = taught()
    const reasons: string[] = []
    learner.rejected$.subscribe(({ code, reason }) => reasons.push(`${code} ${reason}`))
    for (const y of [1, [1], [], new Array(5000).fill(0), [1, Number.NaN]]) learner.learn({ x: [0, 0], y })
    expect(reasons).toEqual([
      'ERR_TARGET_LENGTH expected 2 numbers as target, as before, or more, got 1',
      'ERR_TARGET_LENGTH expected 2 numbers as target, as before, or more, got 1',
      'ERR_TARGET_LENGTH expected 1 to 4096 numbers as target, got 0',
      'ERR_TARGET_LENGTH expected 1 to 4096 numbers as target, got 5000',
      'ERR_TARGET_VALUE expected finite numbers as target, got NaN (number) at index 1',
    ])
  })

  it.each([true, false])('travels, and goes on to the same bits; scaled: %s', (scaleTarget) => {
    const learner = createLearner({ task: 'regression', scaleTarget, seed: 3 })
    for (let i = 0; i < 100; i++) learner.learn({ x: [i % 7, i % 3], y: [i % 7, i % 3] })
    const snapshot = decodeSnapshot(encodeSnapshot(captureSnapshot(learner, { optimizer: true })))
    const again = restoreLearner(snapshot)
    const there = createPredictor(snapshot.columns).predict([1, 2]) as RegressionPrediction
    expect(Array.from(there.values)).toEqual(valuesOf(learner, [1, 2]))
    for (let i = 0; i < 50; i++) {
      const sample = { x: [i % 7, i % 3], y: [i % 7, i % 3, 1] }
      expect(again.learn(sample)).toEqual(learner.learn(sample))
    }
  })
})

describe('170: an autoencoder, whose targets are its inputs', () => {
  it('widens its outputs with its inputs, and finds what it has never seen', () => {
    const learner = createLearner({ task: 'regression', layers: [dense(2)], seed: 5 })
    const { normal } = createRandom(4)
    const errorOf = (x: Record<string, number>): number => {
      const { values } = learner.predict(x) as RegressionPrediction
      return Math.hypot(...Object.values(x).map((value, index) => value - (values[index] ?? 0)))
    }
    const record = (more: boolean): Record<string, number> => {
      const [p, q] = [normal(), normal()]
      return { a: p, b: -p, c: q, ...(more ? { d: p + q } : {}) }
    }
    for (let i = 0; i < 3000; i++) {
      const x = record(i >= 1500)
      expect(learner.learn({ x, y: Object.values(x) })).toBeDefined()
    }
    expect(learner.features.names).toEqual(['a', 'b', 'c', 'd'])
    const usual = Array.from({ length: 50 }, () => errorOf(record(true))).sort((a, b) => a - b)[25] ?? 0
    // a and b have always been opposites.
    expect(errorOf({ a: 1.5, b: 1.5, c: 0, d: 1.5 })).toBeGreaterThan(4 * usual)
  })
})
