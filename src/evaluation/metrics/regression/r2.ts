import { defineMetric, type Metric, type Summary } from '../metric.js'
import { predictedAt, targetAt } from '../../outputs.js'

/**
 * Share of the target's variance explained: 1 is perfect, 0 is as good as the mean of all targets (known afterwards),
 * negative is worse. 0 while the targets don't vary. Of several outputs, the first.
 */
export function r2(): Metric {
  return defineMetric({
    name: 'r2',
    task: 'regression',
    width: 2,
    measure: () => (observation, into, offset) => {
      const target = targetAt(observation, 0)
      into[offset] = target
      into[offset + 1] = predictedAt(observation, 0) - target
    },
    summarise: explained,
  })
}

/** Welford's recurrence for the variance, so that a large mean doesn't drown it. Source: Welford 1962. */
function explained(): Summary {
  let count = 0
  let mean = 0
  let total = 0
  let residual = 0
  return {
    add(measurements, offset) {
      const target = measurements[offset] ?? Number.NaN
      const error = measurements[offset + 1] ?? Number.NaN
      count++
      const before = target - mean
      mean += before / count
      total += before * (target - mean)
      residual += error * error
    },
    fade(factor) {
      count *= factor
      total *= factor
      residual *= factor
    },
    value() {
      if (count === 0) return Number.NaN
      return total === 0 ? 0 : 1 - residual / total
    },
  }
}
