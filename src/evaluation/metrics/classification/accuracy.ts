import { checkOptions, type NoOptions } from '../../../options.js'
import { measuredMetric, meanSummary } from '../measuredMetric.js'
import type { Metric } from '../metric.js'

/** The share of labels predicted right, 0 to 1. */
export function accuracy(options: NoOptions = {}): Metric {
  checkOptions('accuracy', options, {})
  return measuredMetric({
    name: 'accuracy',
    task: 'classification',
    width: 1,
    measure:
      () =>
      ({ target, prediction }, into, offset) => {
        into[offset] = prediction.label === target ? 1 : 0
      },
    summarise: () => meanSummary(),
  })
}
