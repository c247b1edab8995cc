import { describe, expect, it } from 'vitest'
import { baselinesFor } from '../../src/evaluation/defaults.js'
import type { Metric, Observation } from '../../src/evaluation/metrics/metric.js'
import { createScoreboard } from '../../src/evaluation/scoreboard.js'
import * as eddy from '../../src/index.js'
import { columnsOf, encodeBody } from '../../src/snapshots/column.js'
import { plainColumns, plainFrom } from '../../src/snapshots/plainColumns.js'

/** As a checkpoint keeps it. */
function kept(value: unknown): unknown {
  const columns = plainColumns('p', value)
  return plainFrom('p', columnsOf(columns, encodeBody(columns)))
}

const { next } = eddy.createRandom(3)
const labels = ['a', 'b', 'c', true, 4]
const classified = (): Observation => {
  const probabilities = labels.map(() => next())
  const sum = probabilities.reduce((a, b) => a + b, 0)
  return {
    target: labels[Math.floor(next() * 5)] ?? 'a',
    prediction: {
      label: labels[Math.floor(next() * 5)],
      classes: labels,
      probabilities: Float32Array.from(probabilities, (p) => p / sum),
    },
  }
}
const regressed = (): Observation => {
  const value = next()
  return {
    target: next(),
    prediction: { value, values: [value], interval: { lower: value - 0.3, upper: value + 0.3 } },
  }
}

const classification: readonly Metric[] = [
  eddy.accuracy(),
  eddy.kappa(),
  eddy.logLoss(),
  eddy.balancedAccuracy(),
  eddy.brier(),
  eddy.calibrationError(),
  eddy.f1(),
  eddy.f1({ positive: 'b' }),
  eddy.precision({ average: 'weighted' }),
  eddy.recall({ average: 'micro' }),
  eddy.kappaTemporal(),
  eddy.kappaM(),
]
const regression: readonly Metric[] = [
  eddy.mae(),
  eddy.rmse(),
  eddy.r2(),
  eddy.smape(),
  eddy.intervalCoverage(),
  eddy.intervalWidth(),
]

describe.each([
  ['classification', [...classification, eddy.rocAuc()], undefined, classified],
  ['classification', classification, 0.99, classified],
  ['regression', regression, 0.99, regressed],
] as const)('metrics of a %s', (task, metrics, fading, observe) => {
  it.each([0, 1, 40, 150])('stopped after %i, go on to the same figures', (stop) => {
    const begin = () => createScoreboard(task, metrics, { window: 100, fading })
    const whole = begin()
    let part = begin()
    for (let i = 0; i < 300; i++) {
      const observation = observe()
      if (i === stop) {
        const state = kept(part.state())
        part = begin()
        part.restore(state)
      }
      whole.update(observation)
      part.update(observation)
    }
    expect(part.read()).toEqual(whole.read())
    expect(Object.keys(part.read().baselines)).toEqual(baselinesFor(task).map(({ name }) => name))
  })
})

describe('a scoreboard', () => {
  it('refuses the state of other metrics, and metrics that cannot be kept', () => {
    const one = createScoreboard('regression', [eddy.mae()], { window: 10 })
    const two = createScoreboard('regression', [eddy.rmse()], { window: 10 })
    expect(() => two.restore(one.state())).toThrow(expect.objectContaining({ code: 'ERR_STATE' }))
    const bare = (): { update: () => void; value: () => number } => ({ update: () => undefined, value: () => 0 })
    const own: Metric = { name: 'own', task: 'any', create: bare, rolling: bare, fading: bare }
    const three = createScoreboard('regression', [own], { window: 10 })
    expect(() => three.state()).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})
