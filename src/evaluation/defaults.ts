import { accuracy } from './metrics/classification/accuracy.js'
import type { Baseline } from './baselines/baseline.js'
import { kappa } from './metrics/classification/kappa.js'
import { lastLabel } from './baselines/lastLabel.js'
import { lastTarget } from './baselines/lastTarget.js'
import { logLoss } from './metrics/classification/logLoss.js'
import { majority } from './baselines/majority.js'
import { mean } from './baselines/mean.js'
import { meanAbsoluteError } from './metrics/regression/meanAbsoluteError.js'
import type { Metric } from './metrics/metric.js'
import type { Task } from './prediction.js'
import { r2 } from './metrics/regression/r2.js'
import { rootMeanSquaredError } from './metrics/regression/rootMeanSquaredError.js'

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
