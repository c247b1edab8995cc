import { checkOptions, type NoOptions } from '../../../options.js'
import { targetAt } from '../../outputs.js'
import { measuredMetric, meanSummary } from '../measuredMetric.js'
import type { Metric, Observation } from '../metric.js'

/** The share of targets within the predicted interval, over the predictions that have one; NaN if none has. Of several outputs, the first. */
export function intervalCoverage(options: NoOptions = {}): Metric {
  checkOptions('intervalCoverage', options, {})
  return ofInterval('intervalCoverage', ({ lower, upper }, target) => (lower <= target && target <= upper ? 1 : 0))
}

/** The mean width of the predicted intervals, in the target's units: wide intervals cover much. NaN if there are none. */
export function intervalWidth(options: NoOptions = {}): Metric {
  checkOptions('intervalWidth', options, {})
  return ofInterval('intervalWidth', ({ lower, upper }) => upper - lower)
}

function ofInterval(
  name: string,
  figure: (interval: { readonly lower: number; readonly upper: number }, target: number) => number,
): Metric {
  return measuredMetric({
    name,
    task: 'regression',
    width: 1,
    measure: () => (observation: Observation, into: Float64Array, offset: number) => {
      const { interval } = observation.prediction
      into[offset] = interval ? figure(interval, targetAt(observation, 0)) : Number.NaN
    },
    summarise: () => meanSummary(),
  })
}
