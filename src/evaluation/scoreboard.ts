import { EddyError } from '../error.js'
import { Rivals, type Score } from './baselines/rivals.js'
import type { Metric, Observation } from './metrics/metric.js'
import type { Task } from './prediction.js'
import type { Form } from './scoreColumn.js'
import { type Figures, ScoreSheet, type SheetState } from './scoreSheet.js'

/** Metrics by name, so far. Samples count by their weights. */
export interface Scores {
  /** Over all samples. */
  readonly metrics: Figures
  /** Over the last samples that were scored. */
  readonly windowed: Figures
  /** Where a fading factor was given. */
  readonly faded?: Figures
  /** The figures of each baseline, over all samples. */
  readonly baselines: Readonly<Record<string, Figures>>
  /** The same over the last samples. */
  readonly windowedBaselines: Readonly<Record<string, Figures>>
  /** Samples that the model or a baseline could not predict, as nothing was known yet. None of them is scored by these. */
  readonly unpredicted: number
}

/** Keeps the metrics of one model, over everything and over a window, beside those of the baselines. */
export interface Scoreboard {
  /**
   * @throws {EddyError} ERR_METRIC where a metric of yours throws, ERR_WEIGHT for a weight that is no finite number of 0 or
   *   more
   */
  update(observation: Observation): void
  /** @throws {EddyError} ERR_METRIC where a metric of yours throws, or its value is no number */
  read(): Scores
  /**
   * All it knows, as plain data; a copy.
   *
   * @throws {EddyError} ERR_OPTION for a metric of yours that can't tell what it knows
   */
  state(): unknown
  restore(state: unknown): void
}

interface ScoreboardState extends SheetState {
  readonly baselines: readonly (readonly [
    predictor: unknown,
    sofar: SheetState['sofar'],
    // Left out by version 0.1.
    lately?: SheetState['lately'],
  ])[]
  /** Left out by version 0.1. */
  readonly unpredicted?: number
}

/** @throws {EddyError} ERR_OPTION where a metric is for the other task, or two have one name */
export function createScoreboard(
  task: Task,
  metrics: readonly Metric[],
  { window, fading }: { readonly window: number; readonly fading?: number | undefined },
): Scoreboard {
  checkMetrics(metrics)
  for (const metric of metrics) requireTask(metric, task)
  const model = new ScoreSheet(metrics, { window, fading })
  const rivals = new Rivals(task)
  const sheets = rivals.names.map(() => new ScoreSheet(metrics, { window }))
  const score: Score = (observation, weight, said) => {
    model.score(observation, weight)
    for (let i = 0; i < said.length; i++) sheets[i]!.score(said[i]!, weight)
  }
  const named = (form: Form): Readonly<Record<string, Figures>> =>
    Object.fromEntries(rivals.names.map((name, index) => [name, sheets[index]!.read(form)]))
  return {
    update: (observation) => rivals.judge(observation, score),
    state: (): ScoreboardState => {
      const known = rivals.states()
      const baselines = sheets.map((sheet, index) => {
        const { sofar, lately } = sheet.state()
        return [known[index], sofar, lately] as const
      })
      return { unpredicted: rivals.unpredicted, ...model.state(), baselines }
    },
    restore(state) {
      const { baselines, unpredicted = 0, ...own } = state as ScoreboardState
      model.restore(own)
      const predictors = baselines.map(([predictor]) => predictor)
      rivals.restore(predictors, unpredicted)
      sheets.forEach((sheet, index) => {
        const [, sofar = [], lately] = baselines[index] ?? []
        sheet.restore({ sofar, lately })
      })
    },
    read: () => ({
      metrics: model.read('sofar'),
      windowed: model.read('lately'),
      ...(fading === undefined ? {} : { faded: model.read('faded') }),
      baselines: named('sofar'),
      windowedBaselines: named('lately'),
      unpredicted: rivals.unpredicted,
    }),
  }
}

/** @throws {EddyError} ERR_OPTION where two metrics have one name, or no predictions could be of the tasks of all */
export function checkMetrics(metrics: readonly Metric[]): void {
  const tasks = ['classification', 'regression'].map((task) => metrics.find((metric) => metric.task === task)?.name)
  if (tasks.every((name) => name !== undefined)) {
    throw new EddyError(
      'ERR_OPTION',
      `${tasks[0]} measures classifications, and ${tasks[1]} regressions: predictions are one of them, so leave the others out`,
    )
  }
  const names = new Set<string>()
  for (const { name } of metrics) {
    if (names.has(name)) {
      throw new EddyError('ERR_OPTION', `two metrics are named '${name}': leave one out, or give yours another name`)
    }
    names.add(name)
  }
}

function requireTask(metric: Metric, task: Task): void {
  if (metric.task === 'any' || metric.task === task) return
  throw new EddyError('ERR_OPTION', `${metric.name} measures ${metric.task}, but the predictions are ${task}`)
}
