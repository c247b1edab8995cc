import { checkOptions, type NoOptions } from '../../../options.js'
import { resumable } from '../../resumable.js'
import { measuredMetric, type Summary } from '../measuredMetric.js'
import type { Metric } from '../metric.js'
import { predictedAt, targetAt } from '../../outputs.js'

/**
 * Share of the target's variance explained: 1 is perfect, 0 is as good as the mean of all targets (known afterwards),
 * negative is worse. 0 while the targets don't vary. Of several outputs, the first.
 */
export function r2(options: NoOptions = {}): Metric {
  checkOptions('r2', options, {})
  return measuredMetric({
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

/** Welford's recurrence for the variance, so that a large mean doesn't drown it, with weights. Source: Welford 1962, West 1979. */
function explained(): Summary {
  const { memory, ...remembers } = resumable({ count: 0, mean: 0, total: 0, residual: 0 })
  return {
    ...remembers,
    add(measurements, offset, weight) {
      const target = measurements[offset] ?? Number.NaN
      const error = measurements[offset + 1] ?? Number.NaN
      memory.count += weight
      const before = target - memory.mean
      memory.mean += (weight * before) / memory.count
      memory.total += weight * before * (target - memory.mean)
      memory.residual += weight * error * error
    },
    addAll({ numbers, width, offset }, from, to) {
      let { count, mean, total, residual } = memory
      for (let at = from * width; at < to * width; at += width) {
        const weight = numbers[at]!
        const target = numbers[at + offset]!
        const error = numbers[at + offset + 1]!
        count += weight
        const before = target - mean
        mean += (weight * before) / count
        total += weight * before * (target - mean)
        residual += weight * error * error
      }
      Object.assign(memory, { count, mean, total, residual })
    },
    fade(factor) {
      memory.count *= factor
      memory.total *= factor
      memory.residual *= factor
    },
    value() {
      const { count, total, residual } = memory
      if (count === 0) return Number.NaN
      return total === 0 ? 0 : 1 - residual / total
    },
  }
}
