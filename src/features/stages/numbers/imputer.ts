import { checkOptions, either, flag, number, oneOf, optionsOf, required, type TableOf } from '../../../options.js'
import { made, type FeatureDefinition, type FeatureStage, type FeatureState } from '../../feature.js'
import { Row } from '../../row.js'
import { ColumnScales } from '../../scales/columnScales.js'
import { MOMENTS } from '../../scales/moments.js'

export interface ImputerOptions {
  /** What stands in: the running mean (default), the last value, or a number. */
  readonly strategy?: 'mean' | 'last' | { readonly constant: number }
  /** Adds a column 'name missing', 1 or 0, from the first time on that a value is missing. Default true. */
  readonly indicators?: boolean
}

const table: TableOf<ImputerOptions> = {
  strategy: either(oneOf(['mean', 'last']), optionsOf({ constant: required(number()) })),
  indicators: flag,
}

/** Values that a mean is worth whose spread isn't known: that of a file of version 0.1. */
const UNSURE = 10

/**
 * Fills in missing numbers. Text passes, and missing text stays missing, which oneHot() reads as no category. An outlier hardly
 * moves a mean, and is no last value; a burst of impossible values leaves both as they were, and a change of scale is accepted
 * after 40 values: see `ColumnScales`.
 *
 * @throws {EddyError} ERR_OPTION for an unknown strategy
 */
export function imputer(options: ImputerOptions = {}): FeatureDefinition {
  checkOptions('imputer', options, table)
  const { strategy = 'mean', indicators = true } = options
  return made('imputer', { strategy, indicators }, () => new ImputerStage({ strategy, indicators }))
}

class ImputerStage implements FeatureStage {
  readonly out: Row = new Row()
  private readonly options: Required<ImputerOptions>
  /** Of each input: its output, its indicator (-1: none), what was seen of it, and whether it is text. */
  private readonly outputs: number[] = []
  private readonly indicators: number[] = []
  private readonly counts: number[] = []
  private readonly fills: number[] = []
  private readonly isText: boolean[] = []
  /** Of the values: a burst of impossible ones is in no mean, and is no last value. */
  private readonly scales = new ColumnScales(0, { slowest: 0, narrows: false })

  constructor(options: Required<ImputerOptions>) {
    this.options = options
  }

  get active(): boolean {
    return this.out.width > 0
  }

  learn(row: Row): void {
    this.scales.next()
    for (let column = this.outputs.length; column < row.width; column++) this.begin(row.names[column] ?? '')
    for (let column = 0; column < row.width; column++) {
      if (row.texts[column] !== undefined) this.isText[column] = true
      const value = row.numbers[column] as number
      if (!Number.isNaN(value)) this.learnValue(column, value)
      else if (this.options.indicators && this.indicators[column] === -1 && this.isText[column] !== true) {
        this.indicators[column] = this.out.append(`${row.names[column]} missing`)
      }
    }
  }

  private begin(name: string): void {
    const { strategy } = this.options
    this.outputs.push(this.out.append(name))
    this.indicators.push(-1)
    this.counts.push(0)
    this.fills.push(typeof strategy === 'object' ? strategy.constant : 0)
    this.isText.push(false)
    this.scales.grow(this.outputs.length)
  }

  private learnValue(column: number, value: number): void {
    const { strategy } = this.options
    const verdict = this.scales.learn(column, value)
    this.counts[column] = this.scales.inUse.count(column)
    if (strategy === 'mean') this.fills[column] = this.scales.acceptedMean(column)
    else if (strategy === 'last' && verdict !== 'doubted' && verdict !== 'trial') this.fills[column] = value
  }

  apply(row: Row): void {
    const { numbers, texts } = this.out
    for (let column = 0; column < this.outputs.length; column++) {
      const to = this.outputs[column] ?? 0
      const value = row.numbers[column] as number
      const missing = Number.isNaN(value) && this.isText[column] !== true
      texts[to] = row.texts[column]
      numbers[to] = missing ? (this.fills[column] ?? 0) : value
      const indicator = this.indicators[column] ?? -1
      if (indicator >= 0) numbers[indicator] = missing ? 1 : 0
    }
  }

  state(): FeatureState {
    const json = {
      names: [...this.out.names],
      outputs: [...this.outputs],
      indicators: [...this.indicators],
      isText: [...this.isText],
    }
    return { json, numbers: Float64Array.of(...this.counts, ...this.fills) }
  }

  learning(): Float64Array {
    return this.scales.learning()
  }

  restore({ json, numbers }: FeatureState, learning?: Float64Array): void {
    const { names, outputs, indicators, isText } = json as {
      readonly [key in 'names' | 'outputs' | 'indicators' | 'isText']: readonly never[]
    }
    for (const name of names) this.out.append(name)
    this.outputs.push(...outputs)
    this.indicators.push(...indicators)
    this.isText.push(...isText)
    this.counts.push(...numbers.subarray(0, outputs.length))
    this.fills.push(...numbers.subarray(outputs.length))
    if (learning) this.scales.restore(learning)
    else this.scales.begin(this.knownMoments())
  }

  private knownMoments(): Float64Array {
    const moments = new Float64Array(this.counts.length * MOMENTS)
    if (this.options.strategy !== 'mean') return moments
    this.counts.forEach((count, column) => {
      moments.set([Math.min(count, UNSURE), this.fills[column] ?? 0], column * MOMENTS)
    })
    return moments
  }
}
