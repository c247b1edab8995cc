import { checkOptions, type NoOptions } from '../../../options.js'
import { targetAt } from '../../outputs.js'
import { defineMetric, type Metric, type Observation, meanSummary } from '../metric.js'

/** The share of targets within the predicted interval; NaN where a prediction has none. */
export function intervalCoverage(options: NoOptions = {}): Metric {
  checkOptions('intervalCoverage', options, {})
  return ofInterval('intervalCoverage', ({ lower, upper }, target) => (lower <= target && target <= upper ? 1 : 0))
}

/** The mean width of the predicted intervals, in the target's units: coverage is cheap where they are wide. */
export function intervalWidth(options: NoOptions = {}): Metric {
  checkOptions('intervalWidth', options, {})
  return ofInterval('intervalWidth', ({ lower, upper }) => upper - lower)
}

function ofInterval(
  name: string,
  figure: (interval: { readonly lower: number; readonly upper: number }, target: number) => number,
): Metric {
  return defineMetric({
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
