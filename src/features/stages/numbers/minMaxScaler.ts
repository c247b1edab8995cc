import { checkOptions, type NoOptions } from '../../../options.js'
import { made, type FeatureDefinition, type FeatureStage, type FeatureState } from '../../feature.js'
import type { Row } from '../../row.js'
import { ColumnScales } from '../../scales/columnScales.js'
import { COLUMN_RANGE, ColumnRange } from './columnRange.js'
import { SameColumns } from './sameColumns.js'

/** How far back the scale of a column looks, as the least weight of a new row: 1000 rows. */
const SLOWEST = 0.001

/**
 * Every number to [0, 1] by the least and the largest seen so far; what is beyond is clipped. Missing: 0.5. Text passes.
 *
 * Impossible values and changes of scale: an outlier, beyond 10 standard deviations, does not widen the range. A new scale is
 * accepted after 40 rows, and its range takes the place of the old one. If the old scale is back within 200 rows, so is its
 * range. Each column by itself.
 *
 * @see ColumnScales
 */
export function minMaxScaler(options: NoOptions = {}): FeatureDefinition {
  checkOptions('minMaxScaler', options, {})
  return made('minMaxScaler', {}, () => new MinMaxStage())
}

class MinMaxStage extends SameColumns implements FeatureStage {
  private readonly scales = new ColumnScales(0, { slowest: SLOWEST, narrows: true })
  private readonly ranges: ColumnRange[] = []

  learn(row: Row): void {
    this.follow(row)
    this.makeRoom()
    this.scales.next()
    this.ranges.forEach((range, column) => {
      const value = row.numbers[column] as number
      if (!Number.isNaN(value)) range.learn(value, this.scales.learn(column, value), this.scales, column)
    })
  }

  private makeRoom(): void {
    const { width } = this.out
    this.scales.grow(width)
    for (let column = this.ranges.length; column < width; column++) this.ranges.push(new ColumnRange())
  }

  protected value(value: number, column: number): number {
    const { least = Number.NaN, largest = Number.NaN } = this.ranges[column]?.inUse ?? {}
    if (Number.isNaN(value) || !(largest - least > 0)) return 0.5
    return Math.min(1, Math.max(0, (value - least) / (largest - least)))
  }

  state(): FeatureState {
    const inUse = this.ranges.map((range) => range.inUse)
    const numbers = [...inUse.map(({ least }) => least), ...inUse.map(({ largest }) => largest)]
    return { json: this.names(), numbers: Float64Array.from(numbers) }
  }

  learning(): Float64Array {
    return Float64Array.of(...this.ranges.flatMap((range) => range.learning()), ...this.scales.learning())
  }

  restore({ json, numbers }: FeatureState, learning?: Float64Array): void {
    this.restoreNames(json)
    this.makeRoom()
    const { width } = this.out
    this.ranges.forEach((range, column) => {
      range.inUse.least = numbers[column] ?? Number.NaN
      range.inUse.largest = numbers[width + column] ?? Number.NaN
      const at = column * COLUMN_RANGE
      if (learning) range.restore(learning.subarray(at, at + COLUMN_RANGE))
    })
    if (learning) this.scales.restore(learning.subarray(width * COLUMN_RANGE))
  }
}
