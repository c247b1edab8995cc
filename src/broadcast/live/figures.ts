import { accuracy } from '../../evaluation/metrics/classification/accuracy.js'
import { logLoss } from '../../evaluation/metrics/classification/logLoss.js'
import type { Metric, Observation } from '../../evaluation/metrics/metric.js'
import { meanAbsoluteError } from '../../evaluation/metrics/regression/meanAbsoluteError.js'
import { rootMeanSquaredError } from '../../evaluation/metrics/regression/rootMeanSquaredError.js'
import type { Task } from '../../evaluation/prediction.js'
import { createScoreboard, type Scoreboard } from '../../evaluation/scoreboard.js'

/** Samples that the figures look back on. */
const WINDOW = 1000

const metricsFor = (task: Task): readonly Metric[] =>
  task === 'classification' ? [accuracy(), logLoss()] : [meanAbsoluteError(), rootMeanSquaredError()]

/** The figures of a model over its last 1000 samples, and those of the baselines over the same. Samples count by their weights. */
export class LiveFigures {
  private readonly board: Scoreboard

  constructor(task: Task) {
    this.board = createScoreboard(task, metricsFor(task), { window: WINDOW })
  }

  update(observation: Observation): void {
    this.board.update(observation)
  }

  read(): {
    readonly metrics: Readonly<Record<string, number>>
    readonly baselines: Readonly<Record<string, Readonly<Record<string, number>>>>
  } {
    const { windowed, windowedBaselines } = this.board.read()
    return { metrics: windowed, baselines: windowedBaselines }
  }
}
