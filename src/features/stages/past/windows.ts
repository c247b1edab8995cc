import { checkOptions, listOf, oneOf, size as sizeOption, type TableOf } from '../../../options.js'
import { Fault } from '../../../rejection.js'
import { made, type FeatureDefinition } from '../../feature.js'
import {
  type Past,
  type Remembered,
  Remembering,
  type RememberingOptions,
  remembered,
  rememberingTable,
} from './remembering.js'

export type WindowStatistic = 'mean' | 'min' | 'max' | 'standardDeviation'

const statisticsOf: Readonly<Record<WindowStatistic, (values: readonly number[]) => number>> = {
  mean,
  min: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  max: (values) => values.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY),
  standardDeviation,
}

export interface WindowsOptions extends RememberingOptions {
  /** Values in a window; default 10. */
  readonly size?: number
  /** Default mean and standard deviation (of the population). */
  readonly statistics?: readonly WindowStatistic[]
}

const table: TableOf<WindowsOptions> = {
  ...rememberingTable,
  size: sizeOption,
  statistics: listOf(oneOf(Object.keys(statisticsOf)), 1),
}

/**
 * Statistics of the last values of some columns, from the rows learned before this one: 'name mean of 10'. They are missing
 * until there is a value; missing values don't count. Text in such a column sets its sample aside. To stand before the
 * stages that scale these columns. Each row costs `size` steps for each column.
 *
 * @throws {EddyError} ERR_OPTION for no column, a size that is none, or an unknown statistic
 */
export function windows(options: WindowsOptions): FeatureDefinition {
  checkOptions('windows', options, table)
  const { size = 10, statistics = ['mean', 'standardDeviation'], ...which } = options
  const kept = remembered(which)
  return made('windows', { ...kept, size, statistics }, () => new WindowsStage(kept, size, statistics))
}

class WindowsStage extends Remembering {
  private readonly statistics: readonly WindowStatistic[]

  constructor(options: Remembered, size: number, statistics: readonly WindowStatistic[]) {
    super(options, { length: size, parts: statistics.map((name) => `${name} of ${size}`) })
    this.statistics = statistics
  }

  protected outputOf(past: Past, part: number): number {
    const statistic = this.statistics[part]
    // `keeps` lets numbers in only.
    return statistic && past.length > 0 ? statisticsOf[statistic](past as readonly number[]) : Number.NaN
  }

  protected keeps(value: number | string): boolean {
    return typeof value === 'number' && !Number.isNaN(value)
  }

  protected faultOf(value: number | string, name: string): Fault | undefined {
    if (typeof value === 'number') return undefined
    return new Fault(
      'ERR_FEATURE_TYPE',
      `windows: '${name}': expected numbers, got the text ${JSON.stringify(value.slice(0, 40))}`,
    )
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function standardDeviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length)
}
