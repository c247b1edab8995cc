import { checkOptions, type NoOptions } from '../../../options.js'
import { asProbability } from './asProbability.js'
import { measuredMetric, meanSummary } from '../measuredMetric.js'
import type { Metric, Observation } from '../metric.js'

/**
 * Mean squared distance of the probabilities from what came true, over all classes: 0 is perfect, 2 is certain and wrong. A class
 * that the predictor does not know has probability 0.
 * Source: Brier 1950.
 */
export function brier(options: NoOptions = {}): Metric {
  checkOptions('brier', options, {})
  return measuredMetric({
    name: 'brier',
    task: 'classification',
    width: 1,
    measure: () => (observation, into, offset) => {
      into[offset] = squaredDistance(observation)
    },
    summarise: () => meanSummary(),
  })
}

function squaredDistance({ target, prediction }: Observation): number {
  const { classes, probabilities, label } = prediction
  if (classes === undefined || probabilities === undefined) return label === target ? 0 : 2
  let sum = 0
  let known = false
  for (let k = 0; k < classes.length; k++) {
    const came = classes[k] === target ? 1 : 0
    known ||= came === 1
    sum += (asProbability(probabilities[k]) - came) ** 2
  }
  return known ? sum : sum + 1
}
