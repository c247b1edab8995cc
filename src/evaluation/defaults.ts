import { accuracy } from './metrics/accuracy.js'
import type { Baseline } from './baselines/baseline.js'
import { kappa } from './metrics/kappa.js'
import { lastLabel } from './baselines/lastLabel.js'
import { lastTarget } from './baselines/lastTarget.js'
import { logLoss } from './metrics/logLoss.js'
import { majority } from './baselines/majority.js'
import { mean } from './baselines/mean.js'
import { meanAbsoluteError } from './metrics/meanAbsoluteError.js'
import type { Metric } from './metrics/metric.js'
import type { Task } from './prediction.js'
import { r2 } from './metrics/r2.js'
import { rootMeanSquaredError } from './metrics/rootMeanSquaredError.js'

/** What is measured where nothing else was asked for. */
export function defaultMetrics(task: Task): readonly Metric[] {
  return task === 'classification'
    ? [accuracy(), kappa(), logLoss()]
    : [meanAbsoluteError(), rootMeanSquaredError(), r2()]
}

/** What every model stands beside. */
export function baselinesFor(task: Task): readonly Baseline[] {
  return task === 'classification' ? [majority(), lastLabel()] : [mean(), lastTarget()]
}
