import { EddyError } from '../../error.js'
import type { Task } from '../prediction.js'
import type { Label, Target } from '../../features/sample.js'

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
}

export interface MetricState {
  update(observation: Observation): void
  /** NaN before the first observation. */
  value(): number
}

export interface Metric {
  readonly name: string
  readonly task: Task | 'any'
  /** Over everything seen. Memory doesn't grow with the stream. */
  create(): MetricState
  /** Over the last `capacity` observations, kept in a ring. Throws ERR_METRIC_WINDOW unless a positive whole number. */
  rolling(capacity: number): MetricState
  /**
   * Over everything, each observation counting `factor` times as much as the next. Throws ERR_METRIC_FADING unless
   * 0 < factor < 1, or where the metric can't. Source: Gama, Sebastião & Rodrigues 2013.
   */
  fading(factor: number): MetricState
}

/** Running totals over measurements of `width` numbers each. */
export interface Summary {
  add(measurements: Float64Array, offset: number): void
  /** Multiplies what was added so far. */
  fade?(factor: number): void
  value(): number
}

/** How a metric is made: each observation becomes `width` numbers, a summary turns many of those into one. */
export interface MetricDefinition {
  readonly name: string
  readonly task: Task | 'any'
  readonly width: number
  /** Called once per state, since a measure may number the labels it meets. */
  readonly measure: () => (observation: Observation, into: Float64Array, offset: number) => void
  readonly summarise: () => Summary
}

/** A metric in both forms, cumulative and rolling, from one definition. */
export function defineMetric(definition: MetricDefinition): Metric {
  return {
    name: definition.name,
    task: definition.task,
    create: () => cumulative(definition),
    rolling: (capacity) => rolling(definition, capacity),
    fading: (factor) => fading(definition, factor),
  }
}

function cumulative({ width, measure, summarise }: MetricDefinition): MetricState {
  const measurement = new Float64Array(width)
  const measureInto = measure()
  const summary = summarise()
  return {
    update(observation) {
      measureInto(observation, measurement, 0)
      summary.add(measurement, 0)
    },
    value: () => summary.value(),
  }
}

function fading(definition: MetricDefinition, factor: number): MetricState {
  if (!(factor > 0 && factor < 1)) {
    throw new EddyError('ERR_METRIC_FADING', `a fading factor is a number between 0 and 1, got ${factor}`)
  }
  const { width, measure, summarise } = definition
  const measurement = new Float64Array(width)
  const measureInto = measure()
  const summary = summarise()
  return {
    update(observation) {
      measureInto(observation, measurement, 0)
      summary.fade?.(factor)
      summary.add(measurement, 0)
    },
    value: () => summary.value(),
  }
}

/** Summarises the ring anew when asked: taking old values out of a running sum would leave their rounding behind. */
function rolling({ width, measure, summarise }: MetricDefinition, capacity: number): MetricState {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new EddyError('ERR_METRIC_WINDOW', `a window is a positive whole number of samples, got ${capacity}`)
  }
  const ring = new Float64Array(capacity * width)
  const measureInto = measure()
  let next = 0
  let held = 0
  return {
    update(observation) {
      measureInto(observation, ring, next * width)
      next = (next + 1) % capacity
      held = Math.min(held + 1, capacity)
    },
    value() {
      const summary = summarise()
      const oldest = held < capacity ? 0 : next
      for (let i = 0; i < held; i++) summary.add(ring, ((oldest + i) % capacity) * width)
      return summary.value()
    },
  }
}

/** The mean of the first measurement. */
export function meanSummary(finish: (mean: number) => number = (mean) => mean): Summary {
  let count = 0
  let sum = 0
  return {
    add(measurements, offset) {
      count++
      sum += measurements[offset] ?? Number.NaN
    },
    fade(factor) {
      count *= factor
      sum *= factor
    },
    value: () => finish(sum / count),
  }
}
