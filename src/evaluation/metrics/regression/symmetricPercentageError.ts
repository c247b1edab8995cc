import { checkOptions, type NoOptions } from '../../../options.js'
import { meanOverOutputs, predictedAt, targetAt } from '../../outputs.js'
import { defineMetric, type Metric, meanSummary } from '../metric.js'

/**
 * Symmetric mean absolute percentage error: 2 |prediction - target| / (|prediction| + |target|), 0 to 2; 0 where both
 * are 0. Of several outputs, the first. Source: Makridakis 1993.
 */
export function symmetricPercentageError(options: NoOptions = {}): Metric {
  checkOptions('symmetricPercentageError', options, {})
  return defineMetric({
    name: 'smape',
    task: 'regression',
    width: 1,
    measure: () => (observation, into, offset) => {
      const size = Math.abs(predictedAt(observation, 0)) + Math.abs(targetAt(observation, 0))
      into[offset] = size === 0 ? 0 : (2 * meanOverOutputs(observation, Math.abs)) / size
    },
    summarise: () => meanSummary(),
  })
}

export { symmetricPercentageError as smape }
