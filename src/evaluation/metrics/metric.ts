import { checkOption, type Expectation, madeBy, required, share, size } from '../../options.js'
import { type Resumable, resumable } from '../resumable.js'
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
  /** What the last observation came to, for another state of the same metric; borrowed until the next. */
  readonly measured?: Float64Array
  /** Takes what `measured` of another state says, in place of measuring again. */
  take?(measured: Float64Array): void
  /** NaN before the first observation. */
  value(): number
  /** All it knows, as plain data; a metric without can't be in a checkpoint. */
  state?(): unknown
  restore?(state: unknown): void
}

export interface Metric {
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

/** A metric of Eddy, or one of your own. */
export const aMetric: Expectation = madeBy('a metric', 'accuracy()', (value) => {
  const { name, task, create, rolling: over, fading } = value as Partial<Metric>
  const named = typeof name === 'string' && ['classification', 'regression', 'any'].includes(String(task))
  return named && [create, over, fading].every((each) => typeof each === 'function')
})

/** Running totals over measurements of `width` numbers each. */
export interface Summary extends Resumable {
  add(measurements: Float64Array, offset: number): void
  /** Multiplies what was added so far. */
  fade?(factor: number): void
  value(): number
}

/** How a metric is made: each observation becomes `width` numbers, a summary turns many of those into one. */
export interface MetricDefinition<Known extends Resumable | undefined = Resumable | undefined> {
  readonly name: string
  readonly task: Task | 'any'
  readonly width: number
  /** What a measure knows of what it met, if it has to: the numbers of labels, say. One per state. */
  readonly known?: () => Known
  readonly measure: (known: Known) => (observation: Observation, into: Float64Array, offset: number) => void
  readonly summarise: () => Summary
}

/** A metric in all forms, cumulative, rolling and fading, from one definition. */
export function defineMetric<Known extends Resumable | undefined = undefined>(
  definition: MetricDefinition<Known>,
): Metric {
  return {
    name: definition.name,
    task: definition.task,
    create: () => totalled(definition),
    rolling: (capacity) => rolling(definition, capacity),
    fading: (factor) => {
      checkOption(definition.name, 'fading', factor, required(share))
      return totalled(definition, factor)
    },
  }
}

/** A measure, and what it knows. */
function measureOf<Known extends Resumable | undefined>({ known, measure }: MetricDefinition<Known>) {
  const memory = known?.() as Known
  return { memory, measureInto: measure(memory) }
}

/** Over everything; with a factor, what was added before counts less with each. */
function totalled<Known extends Resumable | undefined>(
  definition: MetricDefinition<Known>,
  factor?: number,
): MetricState {
  const measurement = new Float64Array(definition.width)
  const { memory, measureInto } = measureOf(definition)
  const summary = definition.summarise()
  return {
    update(observation) {
      measureInto(observation, measurement, 0)
      if (factor !== undefined) summary.fade?.(factor)
      summary.add(measurement, 0)
    },
    measured: measurement,
    value: () => summary.value(),
    state: () => ({ known: memory?.state(), summary: summary.state() }),
    restore(state) {
      const { known, summary: sums } = state as { readonly known: unknown; readonly summary: unknown }
      memory?.restore(known)
      summary.restore(sums)
    },
  }
}

/** Summarises the ring anew when asked: taking old values out of a running sum would leave their rounding behind. */
function rolling<Known extends Resumable | undefined>(
  definition: MetricDefinition<Known>,
  capacity: number,
): MetricState {
  checkOption(definition.name, 'window', capacity, required(size))
  const { width, summarise } = definition
  const ring = new Float64Array(capacity * width)
  const { memory, measureInto } = measureOf(definition)
  let next = 0
  let held = 0
  const advance = (): void => {
    next = next + 1 === capacity ? 0 : next + 1
    if (held < capacity) held += 1
  }
  return {
    update(observation) {
      measureInto(observation, ring, next * width)
      advance()
    },
    take(measured) {
      for (let i = 0; i < width; i++) ring[next * width + i] = measured[i]!
      advance()
    },
    value() {
      const summary = summarise()
      const oldest = held < capacity ? 0 : next
      for (let i = 0; i < held; i++) summary.add(ring, ((oldest + i) % capacity) * width)
      return summary.value()
    },
    state: () => ({ known: memory?.state(), next, held, ring: ring.slice(0, held * width) }),
    restore(state) {
      const from = state as { known: unknown; next: number; held: number; ring: Float64Array }
      memory?.restore(from.known)
      next = from.next
      held = from.held
      ring.set(from.ring)
    },
  }
}

/** The mean of the first measurement. */
export function meanSummary(finish: (mean: number) => number = (mean) => mean): Summary {
  const { memory, ...remembers } = resumable({ count: 0, sum: 0 })
  return {
    ...remembers,
    add(measurements, offset) {
      memory.count++
      memory.sum += measurements[offset] ?? Number.NaN
    },
    fade(factor) {
      memory.count *= factor
      memory.sum *= factor
    },
    value: () => finish(memory.sum / memory.count),
  }
}
