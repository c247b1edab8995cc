import { EddyError } from '../../error.js'
import { callback, checkOptions, oneOf, required, type TableOf, text } from '../../options.js'
import type { Task } from '../prediction.js'
import { isPlainData } from '../resumable.js'
import { KeptObservations } from './keptObservations.js'
import { checkFading, checkWindow, type Metric, type MetricState, type Observation, weightOf } from './metric.js'

/** An observation with its weight, above 0. */
export type WeighedObservation = Observation & { readonly weight: number }

/** A metric of one's own. `State`: what it remembers, as plain data (records, lists, texts, numbers, typed arrays). */
export interface MetricDefinition<State extends object> {
  /** What its figures are called. */
  readonly name: string
  /** What it measures; default 'any'. */
  readonly task?: Task | 'any'
  /** What it remembers before the first observation: a new object each time. */
  readonly start: () => State
  /** Takes an observation into the state, which it changes in place. An observation counts `weight` times. */
  readonly update: (state: State, observation: WeighedObservation) => void
  /** The figure; NaN where there is none. */
  readonly value: (state: State) => number
  /** Makes all that was taken in count `factor` times as much. Without it there are no fading figures. */
  readonly fade?: (state: State, factor: number) => void
}

const METRIC: TableOf<MetricDefinition<object>> = {
  name: required(text),
  task: oneOf(['classification', 'regression', 'any']),
  start: required(callback),
  update: required(callback),
  value: required(callback),
  fade: callback,
}

/**
 * A metric of your own, for `prequential`: over everything, over a window, and in checkpoints.
 *
 * ```ts
 * const largestError = defineMetric({
 *   name: 'largestError',
 *   task: 'regression',
 *   start: () => ({ largest: Number.NaN }),
 *   update: (state, { target, prediction }) => {
 *     const error = Math.abs((prediction.value ?? 0) - Number(target))
 *     if (!(error <= state.largest)) state.largest = error
 *   },
 *   value: ({ largest }) => largest,
 * })
 *
 * samples$.pipe(learn(learner), prequential({ metrics: [mae(), largestError] }))
 * ```
 *
 * `prequential` gives it samples that were predicted, and no others. Over a window the observations in it are kept and taken
 * in anew whenever the figure is asked for. What a callback throws, and a figure that is no number, is an error that names
 * the metric (ERR_METRIC); NaN is reported as it is.
 *
 * @throws {EddyError} ERR_OPTION for a missing or unknown option, or a `start` that doesn't return plain data
 */
export function defineMetric<State extends object>(definition: MetricDefinition<State>): Metric {
  checkOptions('defineMetric', definition, METRIC)
  const { name, task = 'any', fade } = definition
  const first: unknown = definition.start()
  if (typeof first !== 'object' || first === null || !isPlainData(first)) {
    throw new EddyError(
      'ERR_OPTION',
      `defineMetric: \`start\` of '${name}' must return an object of plain data (records, lists, texts, numbers, typed arrays), so that a checkpoint can hold it`,
    )
  }
  return {
    name,
    task,
    create: () => totalled(definition),
    rolling: (capacity) => {
      checkWindow(name, capacity)
      return new KeptObservations(capacity, () => totalled(definition))
    },
    fading: (factor) => {
      checkFading(name, factor)
      if (fade) return totalled(definition, (state) => fade(state, factor))
      throw new EddyError('ERR_OPTION', `the metric '${name}' can't fade: give it \`fade\``)
    },
  }
}

function totalled<State extends object>(
  { start, update, value }: MetricDefinition<State>,
  fade: (state: State) => void = () => undefined,
): MetricState {
  let known = start()
  return {
    update(observation) {
      const weight = weightOf(observation)
      if (weight === 0) return
      fade(known)
      update(known, { ...observation, weight })
    },
    value: () => value(known),
    state: () => structuredClone(known),
    restore(state) {
      known = structuredClone(state) as State
    },
  }
}
