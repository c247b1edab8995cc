import { checkOptions, type NoOptions } from '../../../options.js'
import { predictedAt, targetAt } from '../../outputs.js'
import { measuredMetric, meanSummary } from '../measuredMetric.js'
import type { Metric } from '../metric.js'

/**
 * Symmetric mean absolute percentage error: 2 |prediction - target| / (|prediction| + |target|), 0 to 2; 0 where both
 * are 0. Of several outputs, the first. Source: Makridakis 1993.
 */
export function symmetricPercentageError(options: NoOptions = {}): Metric {
  checkOptions('symmetricPercentageError', options, {})
  return measuredMetric({
    name: 'smape',
    task: 'regression',
    width: 1,
    measure: () => (observation, into, offset) => {
      const [predicted, target] = [predictedAt(observation, 0), targetAt(observation, 0)]
      const size = Math.abs(predicted) + Math.abs(target)
      into[offset] = size === 0 ? 0 : (2 * Math.abs(predicted - target)) / size
    },
    summarise: () => meanSummary(),
  })
}

export { symmetricPercentageError as smape }
