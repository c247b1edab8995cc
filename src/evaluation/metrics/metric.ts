import { EddyError } from '../../error.js'
import type { Label, Target } from '../../features/sample.js'
import { checkOption, type Expectation, madeBy, required, share, wholeNumber } from '../../options.js'
import type { Task } from '../prediction.js'

/** The part of a prediction that metrics read. Baselines may hand over reused arrays: read, don't keep. */
export interface Predicted {
  readonly label?: Label | undefined
  readonly probabilities?: ArrayLike<number>
  readonly classes?: readonly Label[]
  readonly value?: number
  /** Several outputs; `value` alone is enough for one. */
  readonly values?: ArrayLike<number>
  /** Where the target is expected to lie, in its units. */
  readonly interval?: { readonly lower: number; readonly upper: number }
}

/** What came true beside what had been predicted. */
export interface Observation {
  readonly target: Target
  readonly prediction: Predicted
  /** How often it counts, 0 or more; 1 if left out. A weight of 3 scores like three such samples, 0 like none. */
  readonly weight?: number | undefined
}

export interface MetricState {
  /**
   * Takes an observation in. One of weight 0 counts for nothing. Nor does one in which nothing was predicted: no label,
   * or no finite number.
   *
   * @throws {EddyError} ERR_WEIGHT for a weight that is no finite number of 0 or more
   */
  update(observation: Observation): void
  /** NaN before the first observation that counts. */
  value(): number
  /** All it knows, as plain data; a metric without can't be in a checkpoint. */
  state?(): unknown
  restore?(state: unknown): void
}

/** A measure of predictions. `defineMetric` makes one of your own. */
export interface Metric {
  /** What its figures are called. Metrics of one report have different names. */
  readonly name: string
  readonly task: Task | 'any'
  /** Over everything seen. Memory doesn't grow with the stream. */
  create(): MetricState
  /** Over the last `capacity` observations, kept in a ring. Throws ERR_OPTION unless a positive whole number. */
  rolling(capacity: number): MetricState
  /**
   * Over everything, each observation counting `factor` times as much as the next. Throws ERR_OPTION unless
   * 0 < factor < 1, or where the metric can't. Source: Gama, Sebastião & Rodrigues 2013.
   */
  fading(factor: number): MetricState
}

/**
 * How often an observation counts.
 *
 * @throws {EddyError} ERR_WEIGHT unless it is a finite number of 0 or more
 */
export function weightOf({ weight = 1 }: Observation): number {
  if (typeof weight === 'number' && weight >= 0 && weight < Number.POSITIVE_INFINITY) return weight
  throw new EddyError('ERR_WEIGHT', `expected a finite weight >= 0, got ${String(weight)}`)
}

/** A metric of Eddy, or one of your own. */
export const aMetric: Expectation = madeBy('a metric', 'accuracy()', (value) => {
  const { name, task, create, rolling: over, fading } = value as Partial<Metric>
  const named = typeof name === 'string' && ['classification', 'regression', 'any'].includes(String(task))
  return named && [create, over, fading].every((each) => typeof each === 'function')
})

/** How many observations a metric may look back on. */
export const metricWindow: Expectation = wholeNumber({ from: 1, to: 2 ** 24 })

/** @throws {EddyError} ERR_OPTION unless `capacity` is a positive whole number */
export const checkWindow = (metric: string, capacity: number): void =>
  checkOption(metric, 'window', capacity, required(metricWindow))

/** @throws {EddyError} ERR_OPTION unless 0 < factor < 1 */
export const checkFading = (metric: string, factor: number): void =>
  checkOption(metric, 'fading', factor, required(share))
