import { checkOptions, type NoOptions } from '../../../options.js'
import type { FeatureDefinition, FeatureStage, FeatureState } from '../../feature.js'
import type { Row } from '../../row.js'
import { SameColumns } from './sameColumns.js'

/** Every number to [0, 1] by the least and the largest seen so far; what predictions bring beyond is clipped. Missing: 0.5. */
export function minMaxScaler(options: NoOptions = {}): FeatureDefinition {
  checkOptions('minMaxScaler', options, {})
  return { name: 'minMaxScaler', settings: {}, create: () => new MinMaxStage() }
}

class MinMaxStage extends SameColumns implements FeatureStage {
  private readonly least: number[] = []
  private readonly largest: number[] = []

  learn(row: Row): void {
    this.follow(row)
    for (let column = 0; column < row.width; column++) {
      const value = row.numbers[column] as number
      if (!(value >= (this.least[column] ?? Number.POSITIVE_INFINITY)))
        this.least[column] = Number.isNaN(value) ? (this.least[column] ?? Number.NaN) : value
      if (!(value <= (this.largest[column] ?? Number.NEGATIVE_INFINITY)))
        this.largest[column] = Number.isNaN(value) ? (this.largest[column] ?? Number.NaN) : value
    }
  }

  protected value(value: number, column: number): number {
    const least = this.least[column] ?? Number.NaN
    const range = (this.largest[column] ?? Number.NaN) - least
    if (Number.isNaN(value) || !(range > 0)) return 0.5
    return Math.min(1, Math.max(0, (value - least) / range))
  }

  state(): FeatureState {
    return { json: this.names(), numbers: Float64Array.of(...this.least, ...this.largest) }
  }

  restore({ json, numbers }: FeatureState): void {
    this.restoreNames(json)
    const { width } = this.out
    this.least.push(...numbers.subarray(0, width))
    this.largest.push(...numbers.subarray(width))
  }
}
