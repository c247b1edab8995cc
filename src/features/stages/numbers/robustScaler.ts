import { checkOptions, type NoOptions } from '../../../options.js'
import type { FeatureDefinition, FeatureStage, FeatureState } from '../../feature.js'
import type { Row } from '../../row.js'
import { RunningQuartiles } from './runningQuartiles.js'
import { SameColumns } from './sameColumns.js'

/** The interquartile range of a normal distribution, in standard deviations. */
const NORMAL_RANGE = 1.349
/** Where a scaled value ends. */
const CLIP = 3

/**
 * Every number less its median, over its interquartile range, in units in which a normal distribution has standard
 * deviation 1; clipped to +-3. Outliers hardly move it. Missing ones become 0: the median. Where half of the values are one
 * value, that becomes 0, and what differs +-3. Text passes.
 *
 * @see RunningQuartiles
 */
export function robustScaler(options: NoOptions = {}): FeatureDefinition {
  checkOptions('robustScaler', options, {})
  return { name: 'robustScaler', settings: {}, create: () => new RobustScalerStage() }
}

class RobustScalerStage extends SameColumns implements FeatureStage {
  private readonly quartiles: RunningQuartiles[] = []

  learn(row: Row): void {
    this.follow(row)
    for (let column = this.quartiles.length; column < row.width; column++) this.quartiles.push(new RunningQuartiles())
    for (let column = 0; column < row.width; column++) {
      const value = row.numbers[column] as number
      if (!Number.isNaN(value)) this.quartiles[column]?.learn(value)
    }
  }

  protected value(value: number, column: number): number {
    const known = this.quartiles[column]
    const distance = value - (known?.median ?? Number.NaN)
    if (!known || Number.isNaN(distance) || distance === 0) return 0
    const scaled = (NORMAL_RANGE * distance) / known.range
    return Math.max(-CLIP, Math.min(CLIP, scaled))
  }

  state(): FeatureState {
    return { json: this.names(), numbers: Float64Array.from(this.quartiles.flatMap((known) => known.state())) }
  }

  restore({ json, numbers }: FeatureState): void {
    this.restoreNames(json)
    const { width } = this.out
    const each = width > 0 ? numbers.length / width : 0
    for (let column = 0; column < width; column++) {
      const quartiles = new RunningQuartiles()
      quartiles.restore([...numbers.subarray(column * each, (column + 1) * each)])
      this.quartiles.push(quartiles)
    }
  }
}
