import { checkOptions, type NoOptions } from '../../../options.js'
import { made, type FeatureDefinition, type FeatureStage, type FeatureState } from '../../feature.js'
import type { Row } from '../../row.js'
import { ColumnScales } from '../../scales/columnScales.js'
import { QUARTILES, RunningQuartiles } from './runningQuartiles.js'
import { SameColumns } from './sameColumns.js'

/** The interquartile range of a normal distribution, in standard deviations. */
const NORMAL_RANGE = 1.349
/** Where a scaled value ends. */
const CLIP = 3
/** How far back the scale of a column looks, as the least weight of a new row: 1000 rows. */
const SLOWEST = 0.001

/**
 * Every number less its median, over its interquartile range, in units in which a normal distribution has standard
 * deviation 1; clipped to +-3. Outliers hardly move it. Missing ones become 0: the median. Where half of the values are one
 * value, that becomes 0, and what differs +-3. Text passes.
 *
 * Impossible values and changes of scale: with the sixth outlier (beyond 10 standard deviations) in a row the quartiles begin
 * anew, and the old ones are kept. If the old scale is back within 200 rows, so are they. Each column by itself.
 *
 * @see ColumnScales
 * @see RunningQuartiles
 */
export function robustScaler(options: NoOptions = {}): FeatureDefinition {
  checkOptions('robustScaler', options, {})
  return made('robustScaler', {}, () => new RobustScalerStage())
}

class RobustScalerStage extends SameColumns implements FeatureStage {
  private readonly scales = new ColumnScales(0, { slowest: SLOWEST, narrows: true })
  private readonly quartiles: RunningQuartiles[] = []
  /** Those of the scale before. */
  private readonly old: RunningQuartiles[] = []

  learn(row: Row): void {
    this.follow(row)
    this.makeRoom()
    this.scales.next()
    for (let column = 0; column < row.width; column++) {
      const value = row.numbers[column] as number
      if (!Number.isNaN(value)) this.learnValue(column, value)
    }
  }

  private makeRoom(): void {
    const { width } = this.out
    this.scales.grow(width)
    for (let column = this.quartiles.length; column < width; column++) {
      this.quartiles.push(new RunningQuartiles())
      this.old.push(new RunningQuartiles())
    }
  }

  private learnValue(column: number, value: number): void {
    const verdict = this.scales.learn(column, value)
    if (verdict === 'trial') this.old[column]?.take(this.quartiles[column])
    if (verdict === 'trial' || verdict === 'narrowed') this.quartiles[column]?.begin()
    if (verdict === 'back') this.quartiles[column]?.take(this.old[column])
    // An outlier is in no quartile, but for those of a new scale.
    if (verdict !== 'doubted' || this.scales.changes.inDoubt(column)) this.quartiles[column]?.learn(value)
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

  learning(): Float64Array {
    return Float64Array.of(...this.old.flatMap((known) => known.state()), ...this.scales.learning())
  }

  restore({ json, numbers }: FeatureState, learning?: Float64Array): void {
    this.restoreNames(json)
    this.makeRoom()
    restoreAll(this.quartiles, numbers)
    if (!learning) return
    restoreAll(this.old, learning)
    this.scales.restore(learning.subarray(this.old.length * QUARTILES))
  }
}

function restoreAll(quartiles: readonly RunningQuartiles[], numbers: Float64Array): void {
  quartiles.forEach((known, column) => {
    known.restore([...numbers.subarray(column * QUARTILES, (column + 1) * QUARTILES)])
  })
}
