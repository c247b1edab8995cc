import { isPredicted } from '../isPredicted.js'
import type { Task } from '../prediction.js'
import { type Resumable, resumable } from '../resumable.js'
import { MeasurementWindow, type Rows, type WindowState } from './measurementWindow.js'
import { checkFading, checkWindow, type Metric, type MetricState, type Observation, weightOf } from './metric.js'

/** Running totals over measurements. */
export interface Summary extends Resumable {
  /** Adds the measurements at `offset`, `weight` times. */
  add(measurements: Float64Array, offset: number, weight: number): void
  /**
   * Adds rows `from` to `to` (excluded), in this order; those whose first measurement is NaN are left out. Only where one
   * loop is faster than many calls of `add`.
   */
  addAll?(rows: Rows, from: number, to: number): void
  /** Multiplies what was added so far. */
  fade?(factor: number): void
  value(): number
}

/** How a metric is made: each observation becomes `width` numbers, a summary turns many of those into one. */
export interface Measurement<Known extends Resumable | undefined = Resumable | undefined> {
  readonly name: string
  readonly task: Task | 'any'
  readonly width: number
  /** What a measure knows of what it met, if it has to: the numbers of labels, say. One per state. */
  readonly known?: () => Known
  /** Writes `width` numbers. A first number of NaN: this observation says nothing here, and is not added. */
  readonly measure: (known: Known) => Measure
  readonly summarise: () => Summary
  /** Over a window, where that is summarised otherwise. */
  readonly summariseWindow?: () => Summary
}

export type Measure = (observation: Observation, into: Float64Array, offset: number) => void

/** A metric that says how it measures, so that what is measured once can be summarised in several forms. */
export interface MeasuredMetric extends Metric {
  readonly measurement: Measurement
}

export const isMeasured = (metric: Metric): metric is MeasuredMetric => 'measurement' in metric

/** A metric in all forms, cumulative, rolling and fading, from one measurement. */
export function measuredMetric<Known extends Resumable | undefined = undefined>(
  measurement: Measurement<Known>,
): MeasuredMetric {
  const general = measurement as unknown as Measurement
  return {
    name: measurement.name,
    task: measurement.task,
    measurement: general,
    create: () => totalled(general),
    rolling: (capacity) => {
      checkWindow(measurement.name, capacity)
      return rolling(general, capacity)
    },
    fading: (factor) => {
      checkFading(measurement.name, factor)
      return totalled(general, factor)
    },
  }
}

/** A measure, and what it knows. */
export function measureOf({ known, measure }: Measurement): {
  readonly memory: Resumable | undefined
  readonly measureInto: Measure
} {
  const memory = known?.()
  return { memory, measureInto: measure(memory) }
}

/** Over everything; with a factor, what was added before counts less with each. */
function totalled(measurement: Measurement, factor?: number): MetricState {
  const numbers = new Float64Array(measurement.width)
  const { memory, measureInto } = measureOf(measurement)
  const summary = measurement.summarise()
  return {
    update: checked((observation, weight) => {
      measureInto(observation, numbers, 0)
      if (Number.isNaN(numbers[0])) return
      if (factor !== undefined) summary.fade?.(factor)
      summary.add(numbers, 0, weight)
    }),
    value: () => summary.value(),
    state: () => ({ known: memory?.state(), summary: summary.state() }),
    restore(state) {
      const { known, summary: sums } = state as { readonly known: unknown; readonly summary: unknown }
      if (known !== undefined) memory?.restore(known)
      summary.restore(sums)
    },
  }
}

function rolling(measurement: Measurement, capacity: number): MetricState {
  const { width } = measurement
  const window = new MeasurementWindow(capacity, width)
  const { memory, measureInto } = measureOf(measurement)
  return {
    update: checked((observation, weight) => {
      measureInto(observation, window.numbers, window.begin(weight) + 1)
      window.end()
    }),
    value: () => valueOver(window, measurement, 1),
    state: () => ({ known: memory?.state(), ...window.state(1, width) }),
    restore(state) {
      const { known, ...held } = state as WindowState & { readonly known: unknown }
      if (known !== undefined) memory?.restore(known)
      window.restore(held, 1, width)
    },
  }
}

/**
 * The figure over what a window holds of a metric, whose measurements begin at `offset` of each row. It is summarised anew
 * when asked: taking old values out of a running sum would leave their rounding behind.
 */
export function valueOver(
  window: MeasurementWindow,
  { summarise, summariseWindow = summarise }: Measurement,
  offset: number,
): number {
  const summary = summariseWindow()
  const { numbers, width } = window
  const rows: Rows = { numbers, width, offset }
  window.inOrder((from, to) => {
    if (summary.addAll) summary.addAll(rows, from, to)
    else addOneByOne(summary, rows, from, to)
  })
  return summary.value()
}

function addOneByOne(summary: Summary, { numbers, width, offset }: Rows, from: number, to: number): void {
  for (let at = from * width; at < to * width; at += width) {
    if (!Number.isNaN(numbers[at + offset])) summary.add(numbers, at + offset, numbers[at]!)
  }
}

/** Passes on what counts: something was predicted, and the weight isn't 0. */
const checked =
  (score: (observation: Observation, weight: number) => void) =>
  (observation: Observation): void => {
    const weight = weightOf(observation)
    if (weight > 0 && isPredicted(observation)) score(observation, weight)
  }

/** The mean of the first measurement, of one. */
export function meanSummary(finish: (mean: number) => number = (mean) => mean): Summary {
  const { memory, ...remembers } = resumable({ count: 0, sum: 0 })
  return {
    ...remembers,
    add(measurements, offset, weight) {
      memory.count += weight
      memory.sum += weight * measurements[offset]!
    },
    addAll({ numbers, width, offset }, from, to) {
      let { count, sum } = memory
      for (let at = from * width; at < to * width; at += width) {
        const value = numbers[at + offset]!
        if (Number.isNaN(value)) continue
        count += numbers[at]!
        sum += numbers[at]! * value
      }
      memory.count = count
      memory.sum = sum
    },
    fade(factor) {
      memory.count *= factor
      memory.sum *= factor
    },
    value: () => finish(memory.sum / memory.count),
  }
}
