import { checkOptions, type NoOptions } from '../../../options.js'
import { defineMetric, type Metric, meanSummary } from '../metric.js'

/** The share of labels predicted right, 0 to 1. */
export function accuracy(options: NoOptions = {}): Metric {
  checkOptions('accuracy', options, {})
  return defineMetric({
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
