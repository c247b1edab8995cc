import { checkOptions, type NoOptions } from '../../../options.js'
import { measuredMetric } from '../measuredMetric.js'
import type { Metric } from '../metric.js'
import { type Confusion, confusionSummary } from './confusion.js'
import { LabelNumbers, targetAndPrediction } from './labelNumbers.js'

/** The mean over the labels of the share of each that was predicted right: rare labels count as much as common ones. */
export function balancedAccuracy(options: NoOptions = {}): Metric {
  checkOptions('balancedAccuracy', options, {})
  return measuredMetric({
    name: 'balancedAccuracy',
    task: 'classification',
    width: 2,
    known: () => new LabelNumbers(),
    measure: targetAndPrediction,
    summarise: () => confusionSummary(meanRecall),
  })
}

function meanRecall({ targets, hits }: Confusion): number {
  let [sum, labels] = [0, 0]
  targets.forEach((count, label) => {
    if (count === 0) return
    sum += (hits[label] ?? 0) / count
    labels += 1
  })
  return sum / labels
}
