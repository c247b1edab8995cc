import { describeValue } from '../describeValue.js'
import { EddyError } from '../error.js'
import { isMeasured } from './metrics/measuredMetric.js'
import { MeasurementWindow } from './metrics/measurementWindow.js'
import type { Metric, Observation } from './metrics/metric.js'
import { kindOf } from './metrics/metricName.js'
import { columnOf, type Form, FORMS, type ScoreColumn } from './scoreColumn.js'

/** A figure for each metric, by its name. */
export type Figures = Record<string, number>

type KnownStates = readonly (readonly [name: string, state: unknown])[]

/** As plain data. */
export type SheetState = Readonly<Record<Form, KnownStates>>

const widthOf = (metric: Metric): number => (isMeasured(metric) ? metric.measurement.width : 0)

/** The figures of one predictor: over everything, over a window, and fading where a factor is given. */
export class ScoreSheet {
  private readonly window: MeasurementWindow
  private readonly columns: readonly ScoreColumn[]
  private readonly fades: boolean

  constructor(
    metrics: readonly Metric[],
    { window: capacity, fading }: { readonly window: number; readonly fading?: number | undefined },
  ) {
    const widths = metrics.map(widthOf)
    const window = new MeasurementWindow(
      capacity,
      widths.reduce((sum, width) => sum + width, 0),
    )
    this.window = window
    this.fades = fading !== undefined
    let offset = 1
    this.columns = metrics.map((metric, index) => {
      const column = columnOf(metric, { window, capacity, offset, fading })
      offset += widths[index] ?? 0
      return column
    })
  }

  /** Takes in what something was predicted for, of a weight above 0. */
  score(observation: Observation, weight: number): void {
    const { columns, window } = this
    const row = window.begin(weight)
    let i = 0
    try {
      for (; i < columns.length; i++) columns[i]!.score(observation, weight, row)
    } catch (error) {
      throw failed(columns[i]?.name, error)
    }
    window.end()
  }

  /** @throws {EddyError} ERR_METRIC for a metric that throws, or whose value is no number */
  read(form: Form): Figures {
    return Object.fromEntries(this.columns.map((column) => [column.name, numberOf(column, form)]))
  }

  /** @throws {EddyError} ERR_OPTION for a metric that can't tell what it knows */
  state(): SheetState {
    const [sofar, lately] = [this.kept('sofar'), this.kept('lately')]
    return { sofar, lately, faded: this.fades ? this.kept('faded') : [] }
  }

  private kept(form: Form): KnownStates {
    return this.columns.map((column) => {
      const state = column.state(form)
      if (state !== undefined) return [column.name, state]
      const { name } = column
      throw new EddyError('ERR_OPTION', `the metric ${name} can't be kept: it has no state() and restore()`)
    })
  }

  /**
   * @param state without `lately` in states that don't hold it: the window begins anew
   * @throws {EddyError} ERR_STATE if it is of other metrics
   */
  restore(state: { readonly [Of in Form]?: KnownStates | undefined }): void {
    for (const form of FORMS) {
      const known = state[form]
      if (known && (form !== 'faded' || this.fades)) this.give(form, known)
    }
  }

  private give(form: Form, known: KnownStates): void {
    this.columns.forEach((column, index) => {
      const { name } = column
      const [wasNamed = '', was] = known[index] ?? []
      // Metrics of version 0.1 are named by their kind alone.
      if ((wasNamed === name || wasNamed === kindOf(name)) && known.length === this.columns.length) {
        column.restore(form, was)
        return
      }
      const names = known.map(([of]) => of).join(', ')
      throw new EddyError('ERR_STATE', `the state is of the metrics ${names}, not of ${name}`)
    })
  }
}

function numberOf(column: ScoreColumn, form: Form): number {
  let value: unknown
  try {
    value = column.value(form)
  } catch (error) {
    throw failed(column.name, error)
  }
  if (typeof value === 'number') return value
  throw failed(column.name, new TypeError(`expected a number as its value, got ${describeValue(value)}`))
}

/** What a metric throws, by its name. */
function failed(name: string | undefined, cause: unknown): EddyError {
  if (cause instanceof EddyError) return cause
  const message = cause instanceof Error ? cause.message : describeValue(cause)
  return new EddyError('ERR_METRIC', `the metric '${name}' failed: ${message}`, { cause })
}
