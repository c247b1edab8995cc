import type { Baseline } from '../../evaluation/baselines/baseline.js'
import { baselinesFor } from '../../evaluation/defaults.js'
import { isPredicted } from '../../evaluation/isPredicted.js'
import { accuracy } from '../../evaluation/metrics/classification/accuracy.js'
import { logLoss } from '../../evaluation/metrics/classification/logLoss.js'
import type { Metric, MetricState, Observation } from '../../evaluation/metrics/metric.js'
import { meanAbsoluteError } from '../../evaluation/metrics/regression/meanAbsoluteError.js'
import { rootMeanSquaredError } from '../../evaluation/metrics/regression/rootMeanSquaredError.js'
import type { Task } from '../../evaluation/prediction.js'

/** Samples that the figures look back on. */
const WINDOW = 1000

const metricsFor = (task: Task): readonly Metric[] =>
  task === 'classification' ? [accuracy(), logLoss()] : [meanAbsoluteError(), rootMeanSquaredError()]

/** The figures of a model over its last 1000 samples, and those of the baselines over the same. */
export class LiveFigures {
  private readonly metrics: readonly Metric[]
  private readonly model: readonly MetricState[]
  private readonly baselines: readonly {
    readonly name: string
    readonly predictor: ReturnType<Baseline['create']>
    readonly states: readonly MetricState[]
  }[]

  constructor(task: Task) {
    this.metrics = metricsFor(task)
    const start = (): readonly MetricState[] => this.metrics.map((metric) => metric.rolling(WINDOW))
    this.model = start()
    this.baselines = baselinesFor(task).map(({ name, create }) => ({ name, predictor: create(), states: start() }))
  }

  update(observation: Observation): void {
    const { target } = observation
    const theirs = this.baselines.map(({ predictor }) => ({ target, prediction: predictor.predict() }))
    // All are judged on the same samples.
    if (isPredicted(observation) && theirs.every(isPredicted)) {
      for (const state of this.model) state.update(observation)
      theirs.forEach((said, index) => {
        for (const state of this.baselines[index]?.states ?? []) state.update(said)
      })
    }
    for (const { predictor } of this.baselines) predictor.learn(target)
  }

  read(): {
    readonly metrics: Readonly<Record<string, number>>
    readonly baselines: Readonly<Record<string, Readonly<Record<string, number>>>>
  } {
    return {
      metrics: this.named(this.model),
      baselines: Object.fromEntries(this.baselines.map(({ name, states }) => [name, this.named(states)])),
    }
  }

  private named(states: readonly MetricState[]): Readonly<Record<string, number>> {
    return Object.fromEntries(this.metrics.map(({ name }, index) => [name, states[index]?.value() ?? Number.NaN]))
  }
}
