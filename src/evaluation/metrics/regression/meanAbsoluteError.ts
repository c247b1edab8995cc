import { checkOptions, type NoOptions } from '../../../options.js'
import { measuredMetric, meanSummary } from '../measuredMetric.js'
import type { Metric } from '../metric.js'
import { meanOverOutputs } from '../../outputs.js'

/** Mean |prediction - target|, in the target's units; over several outputs, their mean. */
export function meanAbsoluteError(options: NoOptions = {}): Metric {
  checkOptions('meanAbsoluteError', options, {})
  return measuredMetric({
    name: 'mae',
    task: 'regression',
    width: 1,
    measure: () => (observation, into, offset) => {
      into[offset] = meanOverOutputs(observation, Math.abs)
    },
    summarise: () => meanSummary(),
  })
}

export { meanAbsoluteError as mae }
