import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  accuracy,
  balancedAccuracy,
  brier,
  calibrationError,
  f1,
  intervalCoverage,
  intervalWidth,
  kappa,
  kappaM,
  kappaTemporal,
  logLoss,
  mae,
  type Metric,
  precision,
  r2,
  recall,
  rmse,
  rocAuc,
  smape,
} from '../../src/index.js'
import type { Observation } from '../../src/evaluation/metrics/metric.js'

/* Against scikit-learn's figures (test/golden/generate_metrics.py), so far, over a window, and fading. */

interface Case {
  readonly name: string
  readonly task: 'classification' | 'regression'
  readonly labels: readonly string[]
  readonly truth: readonly (string | number)[]
  readonly probabilities: readonly (readonly number[])[]
  readonly predicted: readonly number[]
  readonly figures: Readonly<Record<string, number>>
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/metrics_sklearn.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[]
}

const metrics: Readonly<Record<string, Metric>> = {
  accuracy: accuracy(),
  balancedAccuracy: balancedAccuracy(),
  kappa: kappa(),
  logLoss: logLoss(),
  brier: brier(),
  calibrationError: calibrationError(),
  'f1.macro': f1(),
  'f1.micro': f1({ average: 'micro' }),
  'f1.weighted': f1({ average: 'weighted' }),
  'f1.positive': f1({ positive: 'b' }),
  'precision.macro': precision(),
  'precision.micro': precision({ average: 'micro' }),
  'precision.weighted': precision({ average: 'weighted' }),
  'precision.positive': precision({ positive: 'b' }),
  'recall.macro': recall(),
  'recall.micro': recall({ average: 'micro' }),
  'recall.weighted': recall({ average: 'weighted' }),
  'recall.positive': recall({ positive: 'b' }),
  rocAuc: rocAuc({ positive: 'b' }),
  mae: mae(),
  rmse: rmse(),
  r2: r2(),
  smape: smape(),
  intervalCoverage: intervalCoverage(),
  intervalWidth: intervalWidth(),
}

function observations({ task, labels, truth, probabilities, predicted }: Case): Observation[] {
  return truth.map((target, i) => {
    if (task === 'regression') {
      const value = predicted[i] ?? 0
      return { target, prediction: { value, values: [value], interval: { lower: value - 1, upper: value + 1 } } }
    }
    const p = probabilities[i] ?? []
    return { target, prediction: { label: labels[p.indexOf(Math.max(...p))], probabilities: p, classes: labels } }
  })
}

describe.each(cases)('$name', (known) => {
  it.each(Object.keys(known.figures))('%s', (name) => {
    const metric = metrics[name]
    if (!metric) throw new Error(`no metric ${name}`)
    const wanted = known.figures[name] ?? Number.NaN
    // scikit-learn's kappa of one label on both sides is NaN, and so undefined.
    const digits = 12
    const seen = observations(known)
    const [whole, window] = [metric.create(), metric.rolling(seen.length)]
    // What came before the window is out of it.
    for (const observation of [...seen.slice(0, 30), ...seen]) window.update(observation)
    for (const observation of seen) whole.update(observation)
    if (Number.isNaN(wanted)) {
      expect(whole.value()).toBe(0)
      return
    }
    expect(window.value()).toBeCloseTo(wanted, digits)
    expect(whole.value()).toBeCloseTo(wanted, name === 'rocAuc' ? 3 : digits)
  })
})

describe('fading', () => {
  const seen = observations(cases[0] as Case)

  it('is a weighted figure: with weights that are whole numbers, as if each had come so often', () => {
    // A factor of 1/2 over the last six: weights 1, 2, 4, 8, 16, 32.
    const last = seen.slice(-6)
    const repeated = last.flatMap((observation, i) => Array.from({ length: 2 ** i }, () => observation))
    for (const name of ['accuracy', 'logLoss', 'brier', 'kappa', 'f1.macro', 'balancedAccuracy', 'calibrationError']) {
      const [fading, whole] = [metrics[name]?.fading(0.5), metrics[name]?.create()]
      for (const observation of last) fading?.update(observation)
      for (const observation of repeated) whole?.update(observation)
      expect(fading?.value(), name).toBeCloseTo(whole?.value() ?? Number.NaN, 12)
    }
  })

  it('of numbers too', () => {
    const last = observations(cases.find(({ task }) => task === 'regression') as Case).slice(-6)
    const repeated = last.flatMap((observation, i) => Array.from({ length: 2 ** i }, () => observation))
    for (const name of ['mae', 'rmse', 'r2', 'smape']) {
      const [fading, whole] = [metrics[name]?.fading(0.5), metrics[name]?.create()]
      for (const observation of last) fading?.update(observation)
      for (const observation of repeated) whole?.update(observation)
      expect(fading?.value(), name).toBeCloseTo(whole?.value() ?? Number.NaN, 12)
    }
  })

  it('wants a factor between 0 and 1, and a metric that can', () => {
    expect(() => accuracy().fading(1)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    expect(() => rocAuc().fading(0.9)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})

describe('against a rival that knows no features', () => {
  const observed = (truth: string, predicted: string[]): Observation[] =>
    Array.from(truth, (target, i) => ({ target, prediction: { label: predicted[i] } }))
  const scoreOf = (metric: Metric, seen: readonly Observation[]): number => {
    const state = metric.create()
    for (const observation of seen) state.update(observation)
    return state.value()
  }

  it('kappaTemporal: the share of the errors of "the label before" that is avoided', () => {
    // The first has no label before it. Of the others "the label before" is right 3 times of 5, the prediction 4 times.
    expect(scoreOf(kappaTemporal(), observed('aabbba', [...'aabbbb']))).toBeCloseTo((4 / 5 - 3 / 5) / (1 - 3 / 5), 12)
    expect(scoreOf(kappaTemporal(), observed('aabb', [...'bbaa']))).toBeLessThan(0)
  })

  it('kappaM: the same against the label seen most so far', () => {
    // The majority so far: none, a, a, a, a (tie: the earlier), a; right at the 2nd and the 5th. The first doesn't count.
    expect(scoreOf(kappaM(), observed('aabbab', [...'aabbab']))).toBe(1)
    const expected = (4 / 5 - 2 / 5) / (1 - 2 / 5)
    expect(scoreOf(kappaM(), observed('aabbab', [...'aabbaa']))).toBeCloseTo(expected, 12)
  })

  it('a sample of weight w counts w times, beside the label before it in the stream', () => {
    const weights = [1, 2, 1, 3, 1, 2]
    const seen = observed('aabbba', [...'aabbbb']).map((observation, i) => ({ ...observation, weight: weights[i] }))
    // Right of 9: the prediction 2 + 1 + 3 + 1, "the label before" 2 + 3 + 1.
    expect(scoreOf(kappaTemporal(), seen)).toBeCloseTo((7 / 9 - 6 / 9) / (1 - 6 / 9), 12)
  })

  it('before the first sample every metric is NaN', () => {
    for (const [name, metric] of Object.entries(metrics)) expect(metric.create().value(), name).toBeNaN()
  })
})

it('memory does not grow with labels that never end', () => {
  const state = f1().create()
  for (let i = 0; i < 20_000; i++) state.update({ target: `label ${i}`, prediction: { label: `label ${i}` } })
  // A thousand labels are told apart; all others count as one.
  expect(state.value()).toBe(1)
})
