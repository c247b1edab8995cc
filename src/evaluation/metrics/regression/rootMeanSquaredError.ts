import { checkOptions, type NoOptions } from '../../../options.js'
import { measuredMetric, meanSummary } from '../measuredMetric.js'
import type { Metric } from '../metric.js'
import { meanOverOutputs } from '../../outputs.js'

const square = (error: number): number => error * error

/** Root of the mean squared error, in the target's units; over several outputs, of their mean. */
export function rootMeanSquaredError(options: NoOptions = {}): Metric {
  checkOptions('rootMeanSquaredError', options, {})
  return measuredMetric({
    name: 'rmse',
    task: 'regression',
    width: 1,
    measure: () => (observation, into, offset) => {
      into[offset] = meanOverOutputs(observation, square)
    },
    summarise: () => meanSummary(Math.sqrt),
  })
}

export { rootMeanSquaredError as rmse }
