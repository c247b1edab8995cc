import { describe, expect, it } from 'vitest'
import { createScoreboard } from '../../src/evaluation/scoreboard.js'
import { accuracy, f1, logLoss, mae, type Observation, r2, rocAuc } from '../../src/index.js'

const numbers = (target: number | readonly number[], ...values: number[]): Observation => ({
  target,
  prediction: { value: values[0] ?? Number.NaN, values },
})

describe('a scoreboard', () => {
  it('judges the model and the baselines on the very same samples', () => {
    const board = createScoreboard('regression', [mae()], { window: 2 })
    board.update(numbers(10, 11))
    // The baselines knew nothing before the first.
    expect(board.read()).toMatchObject({ unpredicted: 1, metrics: { mae: Number.NaN } })
    expect(board.read().baselines).toEqual({ mean: { mae: Number.NaN }, lastTarget: { mae: Number.NaN } })
    board.update(numbers(12, 11))
    // The model doesn't know; the baselines learn all the same.
    board.update(numbers(20))
    board.update(numbers(14, 11))
    expect(board.read()).toMatchObject({
      unpredicted: 2,
      metrics: { mae: (1 + 3) / 2 },
      windowed: { mae: (1 + 3) / 2 },
      baselines: { mean: { mae: 1 }, lastTarget: { mae: (2 + 6) / 2 } },
      windowedBaselines: { mean: { mae: 1 }, lastTarget: { mae: (2 + 6) / 2 } },
    })
  })

  it('does not score a sample with an output of which nothing was known', () => {
    const board = createScoreboard('regression', [mae()], { window: 10 })
    for (const observation of [numbers(1, 1), numbers(1, 2), numbers([1, 50], 2), numbers([1, 60], 2, 60)]) {
      board.update(observation)
    }
    expect(board.read()).toMatchObject({ unpredicted: 2, metrics: { mae: (1 + 0.5) / 2 } })
    expect(board.read().baselines['mean']).toEqual({ mae: (0 + 5) / 2 })
  })

  it('a first guess far from the targets decides nothing', () => {
    const board = createScoreboard('regression', [r2(), mae()], { window: 1000 })
    board.update(numbers(1e6, 0))
    for (let i = 1; i < 100; i++) board.update(numbers(1e6 + Math.sin(i), 1e6 + 0.9 * Math.sin(i)))
    expect(board.read().metrics['r2']).toBeGreaterThan(0.98)
    expect(board.read().metrics['mae']).toBeLessThan(0.1)
  })

  it('a class that was never seen is scored as impossible', () => {
    const board = createScoreboard('classification', [logLoss(), accuracy()], { window: 10 })
    const prediction = { label: 'a', classes: ['a'], probabilities: [1] }
    board.update({ target: 'a', prediction: { label: undefined } })
    board.update({ target: 'b', prediction })
    expect(board.read().metrics).toEqual({ logLoss: -Math.log(1e-15), accuracy: 0 })
    expect(board.read().baselines['majority']).toEqual({ logLoss: -Math.log(1e-15), accuracy: 0 })
  })

  it('samples of weight 0 change nothing: no figure, no count, no baseline', () => {
    const [one, other] = [1, 2].map(() => createScoreboard('regression', [mae(), r2()], { window: 5 }))
    for (let i = 0; i < 30; i++) {
      other?.update({ ...numbers(1000 * i, -i), weight: 0 })
      one?.update({ ...numbers(i % 7, i % 5), weight: 1 + (i % 3) })
      other?.update({ ...numbers(i % 7, i % 5), weight: 1 + (i % 3) })
    }
    expect(other?.read()).toEqual(one?.read())
  })

  it('baselines learn by weight', () => {
    const board = createScoreboard('regression', [mae()], { window: 5 })
    for (const [target, weight] of [
      [0, 3],
      [4, 1],
      [1, 1],
    ] as const) {
      board.update({ ...numbers(target, 0), weight })
    }
    // The mean is 0, then (3 * 0 + 4) / 4.
    expect(board.read().baselines['mean']).toEqual({ mae: (4 + 0) / 2 })
  })

  it('goes on from a state of version 0.1', () => {
    const metrics = [accuracy(), f1({ positive: 'b' }), rocAuc()]
    const board = createScoreboard('classification', metrics, { window: 3 })
    const confusion = { targets: [2, 1], predictions: [2, 1], hits: [2, 1], count: 3 }
    const histogram = { positives: new Float64Array(4096), negatives: new Float64Array(4096) }
    const sofar = [
      ['accuracy', { known: undefined, summary: { count: 3, sum: 3 } }],
      ['f1', { known: ['a', 'b'], summary: confusion }],
      ['rocAuc', { known: undefined, summary: histogram }],
    ]
    const ring = (numbers: number[]): object => ({
      known: undefined,
      next: 0,
      held: 3,
      ring: Float64Array.from(numbers),
    })
    board.restore({
      sofar,
      lately: [
        ['accuracy', ring([1, 1, 1])],
        ['f1', { ...ring([0, 0, 1, 1, 0, 0]), known: ['a', 'b'] }],
        ['rocAuc', ring([0.1, 0, 0.9, 1, 0.2, 0])],
      ],
      faded: [],
      baselines: [
        [{ classes: ['a', 'b'], counts: [2, 1], total: 3, most: 2, label: 'a' }, sofar],
        [{ label: 'a' }, sofar],
      ],
    })
    expect(board.read()).toMatchObject({
      unpredicted: 0,
      metrics: { accuracy: 1, "f1 (positive 'b')": 1 },
      windowed: { accuracy: 1, "f1 (positive 'b')": 1, rocAuc: 1 },
    })
    board.update({ target: 'b', prediction: { label: 'a', classes: ['a', 'b'], probabilities: [0.6, 0.4] }, weight: 3 })
    expect(board.read()).toMatchObject({ metrics: { accuracy: 0.5 }, windowed: { accuracy: 2 / 5 } })
    expect(board.read().windowedBaselines['majority']?.['accuracy']).toBe(0)
  })

  it('refuses a state of other metrics', () => {
    const state = createScoreboard('classification', [f1({ average: 'micro' })], { window: 3 }).state()
    const other = createScoreboard('classification', [f1({ average: 'weighted' })], { window: 3 })
    expect(() => other.restore(state)).toThrow(expect.objectContaining({ code: 'ERR_STATE' }))
  })
})
