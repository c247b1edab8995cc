import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { accuracy } from '../../src/evaluation/metrics/classification/accuracy.js'
import { kappa } from '../../src/evaluation/metrics/classification/kappa.js'
import { logLoss } from '../../src/evaluation/metrics/classification/logLoss.js'
import { meanAbsoluteError } from '../../src/evaluation/metrics/regression/meanAbsoluteError.js'
import type { Metric, Observation } from '../../src/evaluation/metrics/metric.js'
import { intervalCoverage, intervalWidth } from '../../src/evaluation/metrics/regression/intervalCoverage.js'
import { symmetricPercentageError } from '../../src/evaluation/metrics/regression/symmetricPercentageError.js'
import { r2 } from '../../src/evaluation/metrics/regression/r2.js'
import { rootMeanSquaredError } from '../../src/evaluation/metrics/regression/rootMeanSquaredError.js'

interface Golden {
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
  readonly trace: readonly { readonly i: number; readonly accuracy: number; readonly kappa: number }[]
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/metrics_prequential.json', import.meta.url), 'utf8'))

const labelled = golden.truth.map((target, i): Observation => ({ target, prediction: { label: golden.predicted[i] } }))
const numbers = [3, -1, 2, 7, 7, 0.5, -4].map(
  (target, i): Observation => ({ target, prediction: { value: target + ((i * 7) % 5) - 2 } }),
)

function after(metric: Metric, observations: readonly Observation[]): number {
  const state = metric.create()
  for (const observation of observations) state.update(observation)
  return state.value()
}

describe('accuracy and kappa', () => {
  it('follow the reference', () => {
    for (const { i, accuracy: hits, kappa: agreement } of golden.trace) {
      const seen = labelled.slice(0, i + 1)
      expect(after(accuracy(), seen)).toBeCloseTo(hits, 12)
      expect(after(kappa(), seen)).toBeCloseTo(agreement, 12)
    }
  })

  it('tell 1 from "1"', () => {
    expect(after(accuracy(), [{ target: 1, prediction: { label: '1' } }])).toBe(0)
  })

  it('call agreement that chance explains 0', () => {
    expect(after(kappa(), [{ target: 'a', prediction: { label: 'a' } }])).toBe(0)
  })
})

describe('logLoss', () => {
  it('is the mean of -ln p of the true label', () => {
    const prediction = { label: 'a', classes: ['a', 'b'], probabilities: [0.75, 0.25] }
    const observations = [
      { target: 'a', prediction },
      { target: 'b', prediction },
    ]
    expect(after(logLoss(), observations)).toBeCloseTo(-(Math.log(0.75) + Math.log(0.25)) / 2, 12)
  })

  it('charges an unknown or impossible label -ln 1e-15', () => {
    const prediction = { label: 'a', classes: ['a', 'b'], probabilities: [1, 0] }
    expect(after(logLoss(), [{ target: 'b', prediction }])).toBeCloseTo(34.5387763949, 8)
    expect(after(logLoss(), [{ target: 'c', prediction }])).toBeCloseTo(34.5387763949, 8)
  })
})

describe('errors of numbers', () => {
  const errors = numbers.map((_, i) => ((i * 7) % 5) - 2)
  const squares = errors.reduce((sum, error) => sum + error * error, 0)

  it('mae and rmse are means over all', () => {
    const sizes = errors.reduce((sum, error) => sum + Math.abs(error), 0)
    expect(after(meanAbsoluteError(), numbers)).toBeCloseTo(sizes / errors.length, 12)
    expect(after(rootMeanSquaredError(), numbers)).toBeCloseTo(Math.sqrt(squares / errors.length), 12)
  })

  it('r2 compares with the mean of the targets', () => {
    const targets = numbers.map(({ target }) => Number(target))
    const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length
    const total = targets.reduce((sum, target) => sum + (target - mean) ** 2, 0)
    expect(after(r2(), numbers)).toBeCloseTo(1 - squares / total, 12)
  })

  it('r2 survives a large mean and is 0 while nothing varies', () => {
    const shifted = numbers.map(({ target, prediction }) => ({
      target: Number(target) + 1e8,
      prediction: { value: Number(prediction.value) + 1e8 },
    }))
    expect(after(r2(), shifted)).toBeCloseTo(after(r2(), numbers), 6)
    expect(after(r2(), [{ target: 4, prediction: { value: 4 } }])).toBe(0)
  })

  it('smape, r2 and those of intervals are of the first output', () => {
    const several = { target: [1, 100], prediction: { value: 3, values: [3, -500], interval: { lower: 0, upper: 2 } } }
    const one = { target: 1, prediction: { value: 3, interval: { lower: 0, upper: 2 } } }
    for (const metric of [symmetricPercentageError(), r2(), intervalCoverage(), intervalWidth()]) {
      expect(after(metric, [several, one]), metric.name).toBe(after(metric, [one, one]))
    }
    expect(after(symmetricPercentageError(), [several])).toBe(1)
  })

  it('take several outputs', () => {
    const observation = { target: [1, 2], prediction: { value: 2, values: [2, 5] } }
    expect(after(meanAbsoluteError(), [observation])).toBe(2)
    expect(after(rootMeanSquaredError(), [observation])).toBeCloseTo(Math.sqrt(5), 12)
  })
})

describe('every metric', () => {
  const all: readonly (readonly [Metric, readonly Observation[]])[] = [
    [accuracy(), labelled],
    [kappa(), labelled],
    [logLoss(), labelled],
    [meanAbsoluteError(), numbers],
    [rootMeanSquaredError(), numbers],
    [r2(), numbers],
  ]

  it.each(all)('$name over a window equals itself over the last samples', (metric, observations) => {
    const rolling = metric.rolling(4)
    observations.forEach((observation, i) => {
      rolling.update(observation)
      expect(rolling.value()).toBeCloseTo(after(metric, observations.slice(Math.max(0, i - 3), i + 1)), 9)
    })
  })

  it.each(all)('$name is NaN before the first sample, in both forms', (metric) => {
    expect(metric.create().value()).toBeNaN()
    expect(metric.rolling(3).value()).toBeNaN()
  })

  it.each(all)('$name refuses a window that is no count', (metric) => {
    expect(() => metric.rolling(0)).toThrowError(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})
