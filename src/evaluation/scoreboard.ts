import { EddyError } from '../error.js'
import { baselinesFor } from './defaults.js'
import { isPredicted } from './isPredicted.js'
import type { Metric, MetricState, Observation } from './metrics/metric.js'
import type { Task } from './prediction.js'

/** Metrics by name, so far. */
export interface Scores {
  readonly metrics: Record<string, number>
  readonly windowed: Record<string, number>
  /** Where a fading factor was given. */
  readonly faded?: Record<string, number>
  readonly baselines: Record<string, Record<string, number>>
  /** Samples that the model or a baseline could not predict, as nothing was known yet. None of them scores such a sample. */
  readonly unpredicted: number
}

/** Keeps the metrics of one model, over everything and over a window, beside those of the baselines. */
export interface Scoreboard {
  update(observation: Observation): void
  read(): Scores
  /**
   * All it knows, as plain data; a copy.
   *
   * @throws {EddyError} ERR_OPTION for a metric of yours that can't tell what it knows
   */
  state(): unknown
  restore(state: unknown): void
}

type NamedStates = readonly (readonly [name: string, state: MetricState])[]

/** Throws ERR_OPTION where a metric is for the other task. */
export function createScoreboard(
  task: Task,
  metrics: readonly Metric[],
  { window, fading }: { readonly window: number; readonly fading?: number | undefined },
): Scoreboard {
  for (const metric of metrics) requireTask(metric, task)
  const start = (): NamedStates => metrics.map((metric) => [metric.name, metric.create()])
  const sofar = start()
  const lately: NamedStates = metrics.map((metric) => [metric.name, metric.rolling(window)])
  const faded: NamedStates = fading === undefined ? [] : metrics.map((metric) => [metric.name, metric.fading(fading)])
  const baselines = baselinesFor(task).map(({ name, create }) => ({ name, predictor: create(), states: start() }))
  let unpredicted = 0
  return {
    update(observation) {
      const { target } = observation
      const theirs = baselines.map(({ predictor }) => ({ target, prediction: predictor.predict() }))
      if (isPredicted(observation) && theirs.every(isPredicted)) {
        updateAll(sofar, observation)
        followAll(lately, sofar, observation)
        updateAll(faded, observation)
        theirs.forEach((said, index) => updateAll(baselines[index]?.states ?? [], said))
      } else unpredicted += 1
      for (const { predictor } of baselines) predictor.learn(target)
    },
    state: () => ({
      unpredicted,
      sofar: statesOf(sofar),
      lately: statesOf(lately),
      faded: statesOf(faded),
      baselines: baselines.map(({ predictor, states }) => [predictor.state(), statesOf(states)] as const),
    }),
    restore(state) {
      const known = state as ScoreboardState
      unpredicted = known.unpredicted ?? 0
      restoreAll(sofar, known.sofar)
      restoreAll(lately, known.lately)
      restoreAll(faded, known.faded)
      baselines.forEach(({ predictor, states }, index) => {
        const [knows, figures] = known.baselines[index] ?? []
        predictor.restore(knows)
        restoreAll(states, figures ?? [])
      })
    },
    read: () => ({
      metrics: readAll(sofar),
      windowed: readAll(lately),
      ...(fading === undefined ? {} : { faded: readAll(faded) }),
      baselines: Object.fromEntries(baselines.map(({ name, states }) => [name, readAll(states)])),
      unpredicted,
    }),
  }
}

/** By index, for it runs a dozen times per sample: taking pairs apart costs more than most metrics. */
function updateAll(states: NamedStates, observation: Observation): void {
  for (let i = 0; i < states.length; i++) states[i]?.[1].update(observation)
}

/** The same measurements, summed up otherwise: measured once where the metric allows. */
function followAll(states: NamedStates, leaders: NamedStates, observation: Observation): void {
  for (let i = 0; i < states.length; i++) {
    const state = states[i]?.[1]
    const measured = leaders[i]?.[1].measured
    if (measured && state?.take) state.take(measured)
    else state?.update(observation)
  }
}

interface ScoreboardState {
  /** Left out by version 0.1. */
  readonly unpredicted?: number
  readonly sofar: KnownStates
  readonly lately: KnownStates
  readonly faded: KnownStates
  readonly baselines: readonly (readonly [predictor: unknown, states: KnownStates])[]
}

type KnownStates = readonly (readonly [name: string, state: unknown])[]

const statesOf = (states: NamedStates): KnownStates =>
  states.map(([name, state]) => {
    if (state.state) return [name, state.state()]
    throw new EddyError('ERR_OPTION', `the metric ${name} can't be kept: it has no state() and restore()`)
  })

function restoreAll(states: NamedStates, known: KnownStates): void {
  states.forEach(([name, state], index) => {
    const [wasNamed, was] = known[index] ?? []
    if (wasNamed !== name || known.length !== states.length) {
      throw new EddyError(
        'ERR_STATE',
        `the state is of the metrics ${known.map(([of]) => of).join(', ')}, not of ${name}`,
      )
    }
    state.restore?.(was)
  })
}

function requireTask(metric: Metric, task: Task): void {
  if (metric.task === 'any' || metric.task === task) return
  throw new EddyError('ERR_OPTION', `${metric.name} measures ${metric.task}, but the predictions are ${task}`)
}

function readAll(states: NamedStates): Record<string, number> {
  return Object.fromEntries(states.map(([name, state]) => [name, state.value()]))
}
