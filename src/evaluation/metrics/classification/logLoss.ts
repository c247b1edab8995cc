import { checkOptions, type NoOptions } from '../../../options.js'
import { log } from '../../../kernels/float64Math.js'
import { asProbability } from './asProbability.js'
import { measuredMetric, meanSummary } from '../measuredMetric.js'
import type { Metric, Observation } from '../metric.js'

/** The least probability charged: a label held impossible costs 34.5, not infinity. */
const FLOOR = 1e-15
const COST_OF_FLOOR = -log(FLOOR)

/** Mean of -ln p(true label), in nats; 0 is perfect. A label the predictor doesn't know yet has the floor, 1e-15. */
export function logLoss(options: NoOptions = {}): Metric {
  checkOptions('logLoss', options, {})
  return measuredMetric({
    name: 'logLoss',
    task: 'classification',
    width: 1,
    measure: () => (observation, into, offset) => {
      into[offset] = costOf(probabilityOfTarget(observation))
    },
    summarise: () => meanSummary(),
  })
}

/** The sure, right or wrong, need no logarithm: a baseline that repeats a label always is. */
function costOf(probability: number): number {
  if (probability <= FLOOR) return COST_OF_FLOOR
  return probability === 1 ? 0 : -log(probability)
}

function probabilityOfTarget({ target, prediction }: Observation): number {
  const { classes, probabilities } = prediction
  if (classes === undefined || probabilities === undefined) return prediction.label === target ? 1 : 0
  for (let k = 0; k < classes.length; k++) if (classes[k] === target) return asProbability(probabilities[k])
  return 0
}
