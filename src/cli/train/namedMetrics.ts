import { accuracy } from '../../evaluation/metrics/classification/accuracy.js'
import { balancedAccuracy } from '../../evaluation/metrics/classification/balancedAccuracy.js'
import { brier } from '../../evaluation/metrics/classification/brier.js'
import { calibrationError } from '../../evaluation/metrics/classification/calibrationError.js'
import { f1, precision, recall } from '../../evaluation/metrics/classification/f1.js'
import { kappa } from '../../evaluation/metrics/classification/kappa.js'
import { kappaM, kappaTemporal } from '../../evaluation/metrics/classification/kappaTemporal.js'
import { logLoss } from '../../evaluation/metrics/classification/logLoss.js'
import { rocAuc } from '../../evaluation/metrics/classification/rocAuc.js'
import type { Metric } from '../../evaluation/metrics/metric.js'
import { intervalCoverage, intervalWidth } from '../../evaluation/metrics/regression/intervalCoverage.js'
import { meanAbsoluteError } from '../../evaluation/metrics/regression/meanAbsoluteError.js'
import { r2 } from '../../evaluation/metrics/regression/r2.js'
import { rootMeanSquaredError } from '../../evaluation/metrics/regression/rootMeanSquaredError.js'
import { symmetricPercentageError } from '../../evaluation/metrics/regression/symmetricPercentageError.js'
import type { Task } from '../../evaluation/prediction.js'
import { nearestName } from '../../nearestName.js'
import { UsageError } from '../flags/commandForm.js'

/** What `--metrics` may name: every metric, by the name that its figures bear. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [
    accuracy(),
    balancedAccuracy(),
    brier(),
    calibrationError(),
    f1(),
    kappa(),
    kappaM(),
    kappaTemporal(),
    logLoss(),
    precision(),
    recall(),
    rocAuc(),
    intervalCoverage(),
    intervalWidth(),
    meanAbsoluteError(),
    r2(),
    rootMeanSquaredError(),
    symmetricPercentageError(),
  ].map((metric) => [metric.name, metric]),
)

/**
 * The metrics of these names, each once.
 *
 * @throws {UsageError} for an unknown name, with the nearest
 */
export const metricsNamed = (names: readonly string[]): readonly Metric[] => [...new Set(names)].map(metricNamed)

function metricNamed(name: string): Metric {
  const metric = METRICS.get(name)
  if (metric) return metric
  const nearest = nearestName(name, METRICS.keys())
  const hint = nearest === undefined ? '' : ` Did you mean '${nearest}'?`
  throw new UsageError(`--metrics: there is no metric '${name}'.${hint} There are ${[...METRICS.keys()].join(', ')}`)
}

/** @throws {UsageError} for a metric of the other task */
export function checkMetrics(metrics: readonly Metric[], task: Task): void {
  const misfit = metrics.find((metric) => metric.task !== 'any' && metric.task !== task)
  if (!misfit) return
  const fitting = [...METRICS.values()].filter((metric) => metric.task === task).map(({ name }) => name)
  throw new UsageError(`--metrics: ${misfit.name} measures ${misfit.task}, this is ${task}: ${fitting.join(', ')}`)
}
