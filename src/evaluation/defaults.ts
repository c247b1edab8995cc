import { accuracy } from './accuracy.js'
import type { Baseline } from './baseline.js'
import { kappa } from './kappa.js'
import { lastLabel } from './last-label.js'
import { lastTarget } from './last-target.js'
import { logLoss } from './log-loss.js'
import { majority } from './majority.js'
import { mean } from './mean.js'
import { meanAbsoluteError } from './mean-absolute-error.js'
import type { Metric } from './metric.js'
import type { Task } from './prediction.js'
import { r2 } from './r2.js'
import { rootMeanSquaredError } from './root-mean-squared-error.js'

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
