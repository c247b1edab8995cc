import {
  isMeasured,
  type Measure,
  type Measurement,
  measureOf,
  type Summary,
  valueOver,
} from './metrics/measuredMetric.js'
import type { MeasurementWindow, WindowState } from './metrics/measurementWindow.js'
import type { Metric, MetricState, Observation } from './metrics/metric.js'
import type { Resumable } from './resumable.js'

/** The forms in which a metric is kept: over everything, over a window, and fading. */
export const FORMS = ['sofar', 'lately', 'faded'] as const
export type Form = (typeof FORMS)[number]

/** One metric of a score sheet, in its forms. */
export interface ScoreColumn {
  readonly name: string
  /** Takes in what something was predicted for. `row`: where the sheet's window keeps it. */
  score(observation: Observation, weight: number, row: number): void
  /** Undefined where it doesn't fade. */
  value(form: Form): unknown
  /** Plain data; undefined where the metric can't tell. */
  state(form: Form): unknown
  restore(form: Form, state: unknown): void
}

export interface ColumnOptions {
  readonly window: MeasurementWindow
  readonly capacity: number
  /** Where its measurements begin in a row. */
  readonly offset: number
  readonly fading?: number | undefined
}

export const columnOf = (metric: Metric, options: ColumnOptions): ScoreColumn =>
  isMeasured(metric) ? new MeasuredColumn(metric, metric.measurement, options) : new KeptColumn(metric, options)

/** Measures once, into the window, and sums up from there. */
class MeasuredColumn implements ScoreColumn {
  readonly name: string
  private readonly measurement: Measurement
  private readonly window: MeasurementWindow
  private readonly offset: number
  private readonly factor: number
  private readonly memory: Resumable | undefined
  private readonly measureInto: Measure
  private readonly all: Summary
  private readonly faded: Summary | undefined

  constructor(metric: Metric, measurement: Measurement, { window, offset, fading }: ColumnOptions) {
    // It checks the factor, and whether the metric can fade.
    if (fading !== undefined) metric.fading(fading)
    this.name = metric.name
    this.measurement = measurement
    this.window = window
    this.offset = offset
    this.factor = fading ?? 1
    const { memory, measureInto } = measureOf(measurement)
    this.memory = memory
    this.measureInto = measureInto
    this.all = measurement.summarise()
    this.faded = fading === undefined ? undefined : measurement.summarise()
  }

  score(observation: Observation, weight: number, row: number): void {
    const { numbers } = this.window
    const at = row + this.offset
    this.measureInto(observation, numbers, at)
    if (Number.isNaN(numbers[at])) return
    this.all.add(numbers, at, weight)
    if (!this.faded) return
    this.faded.fade?.(this.factor)
    this.faded.add(numbers, at, weight)
  }

  value(form: Form): number | undefined {
    if (form === 'lately') return valueOver(this.window, this.measurement, this.offset)
    return (form === 'sofar' ? this.all : this.faded)?.value()
  }

  state(form: Form): object {
    const known = this.memory?.state()
    if (form === 'lately') return { known, ...this.window.state(this.offset, this.measurement.width) }
    return { known, summary: (form === 'sofar' ? this.all : this.faded)?.state() }
  }

  restore(form: Form, state: unknown): void {
    const { known, summary, ...held } = state as WindowState & { readonly known: unknown; readonly summary: unknown }
    if (form === 'lately') return this.window.restore(held, this.offset, this.measurement.width)
    if (form === 'sofar' && known !== undefined) this.memory?.restore(known)
    const summed = form === 'sofar' ? this.all : this.faded
    summed?.restore(summary)
  }
}

/** A metric that keeps what it needs itself. */
class KeptColumn implements ScoreColumn {
  readonly name: string
  private readonly states: Readonly<Record<Form, MetricState | undefined>>

  constructor(metric: Metric, { capacity, fading }: ColumnOptions) {
    this.name = metric.name
    this.states = {
      sofar: metric.create(),
      lately: metric.rolling(capacity),
      faded: fading === undefined ? undefined : metric.fading(fading),
    }
  }

  score(observation: Observation): void {
    this.states.sofar?.update(observation)
    this.states.lately?.update(observation)
    this.states.faded?.update(observation)
  }

  value(form: Form): unknown {
    return this.states[form]?.value()
  }

  state(form: Form): unknown {
    return this.states[form]?.state?.()
  }

  restore(form: Form, state: unknown): void {
    this.states[form]?.restore?.(state)
  }
}
