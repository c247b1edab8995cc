import { checkOptions, type NoOptions } from '../../../options.js'
import { measuredMetric } from '../measuredMetric.js'
import type { Metric } from '../metric.js'
import { type Confusion, confusionSummary } from './confusion.js'
import { LabelNumbers, targetAndPrediction } from './labelNumbers.js'

/**
 * Cohen's kappa: agreement beyond what the two label frequencies would give by chance; 1 is perfect, 0 is chance.
 * 0 where chance alone agrees always (one label on both sides). Source: Cohen 1960.
 */
export function kappa(options: NoOptions = {}): Metric {
  checkOptions('kappa', options, {})
  return measuredMetric({
    name: 'kappa',
    task: 'classification',
    width: 2,
    known: () => new LabelNumbers(),
    measure: targetAndPrediction,
    summarise: () => confusionSummary(beyondChance),
  })
}

function beyondChance({ targets, predictions, hits, count }: Confusion): number {
  let byChance = 0
  let right = 0
  for (let k = 0; k < targets.length; k++) byChance += (targets[k] ?? 0) * (predictions[k] ?? 0)
  for (const hit of hits) right += hit
  const chance = byChance / (count * count)
  return chance === 1 ? 0 : (right / count - chance) / (1 - chance)
}
