import { checkOptions, type NoOptions } from '../../../options.js'
import { made, type FeatureDefinition, type FeatureStage, type FeatureState } from '../../feature.js'
import type { Row } from '../../row.js'
import { ColumnScales } from '../../scales/columnScales.js'
import { COUNT, MEAN, MOMENTS, VARIANCE } from '../../scales/moments.js'
import { SameColumns } from './sameColumns.js'

/** How far back means and variances look, as the least weight of a new row: 1000 rows. */
const SLOWEST = 0.001
/** Standard deviations at which a scaled value ends. */
const CLIP = 3
/** Numbers of a feature in `state`: rows it is worth, mean, variance, outliers that are watched. */
const FIELDS = 4
/* For `scaled`: what a file declares itself costs less than what it imports, which is looked up at each use. */
const STRIDE = MOMENTS
const CENTRE = MEAN
const SPREAD = VARIANCE

/**
 * Running standardisation: mean 0, standard deviation 1, clipped to +-3. The statistics are in float64 and forget slowly.
 * A burst of up to 40 impossible rows leaves them as they were; a change of scale is accepted within 50 rows: `ColumnScales`
 * says how. Features that never varied, or are missing (NaN), become 0: the mean.
 */
export class StandardScaler {
  private readonly scales: ColumnScales

  /** `length` features. */
  constructor(length: number) {
    this.scales = new ColumnScales(length, { slowest: SLOWEST, narrows: true })
  }

  get length(): number {
    return this.scales.length
  }

  /** Rows learned. */
  get rows(): number {
    return this.scales.rows
  }

  /** More features; those there are keep what they know. */
  grow(length: number): void {
    this.scales.grow(length)
  }

  /** Takes a row into the statistics. */
  learn(x: ArrayLike<number>): void {
    this.scales.learnRow(x)
  }

  /** Writes the row, standardised, into `into` from `offset` on. Changes no statistics. */
  scaleInto(x: ArrayLike<number>, into: Float32Array | Float64Array, offset = 0): void {
    const { length } = this
    for (let i = 0; i < length; i++) into[offset + i] = this.scaled(i, x[i]!)
  }

  /** One value, standardised. */
  scaled(feature: number, value: number): number {
    const { values } = this.scales.inUse
    const spread = values[feature * STRIDE + SPREAD]!
    if (!(spread > 1e-20) || value !== value) return 0
    const z = (value - values[feature * STRIDE + CENTRE]!) / Math.sqrt(spread)
    return Math.min(Math.max(z, -CLIP), CLIP)
  }

  /** What is known of a feature; `count`: rows it is worth. */
  statistics(feature: number): { readonly count: number; readonly mean: number; readonly variance: number } {
    const { inUse } = this.scales
    return { count: inUse.count(feature), mean: inUse.mean(feature), variance: inUse.variance(feature) }
  }

  /** Rows, then four numbers per feature: rows it is worth, mean, variance, outliers that are watched. */
  state(): Float64Array {
    const { scales, length, rows } = this
    const moments = scales.moments()
    const state = new Float64Array(1 + length * FIELDS)
    state[0] = rows
    for (let i = 0; i < length; i++) {
      state.set(moments.subarray(i * MOMENTS, (i + 1) * MOMENTS), 1 + i * FIELDS)
      state[1 + i * FIELDS + MOMENTS] = scales.changes.outliers(i)
    }
    return state
  }

  /** All that decides how it goes on learning. */
  learning(): Float64Array {
    return this.scales.learning()
  }

  restore(state: Float64Array, learning?: Float64Array): void {
    if (learning) {
      this.scales.restore(learning)
      return
    }
    const length = Math.floor((state.length - 1) / FIELDS)
    const moments = new Float64Array(length * MOMENTS)
    for (let i = 0; i < length; i++) {
      for (const field of [COUNT, MEAN, VARIANCE]) moments[i * MOMENTS + field] = state[1 + i * FIELDS + field] ?? 0
    }
    this.scales.begin(moments)
    this.scales.rows = state[0] ?? 0
  }
}

/**
 * Running standardisation of every number: mean 0, standard deviation 1, clipped to +-3. Missing ones become 0. Text passes.
 *
 * Impossible values and changes of scale: an outlier (beyond 10 standard deviations) hardly counts in the statistics. From the
 * sixth in a row on they move to the new values, and what they were before is kept. If the old scale is back, they are as
 * they were before the first outlier; after 40 rows the new one is accepted. Each column by itself.
 *
 * @see StandardScaler
 */
export function standardScaler(options: NoOptions = {}): FeatureDefinition {
  checkOptions('standardScaler', options, {})
  return made('standardScaler', {}, () => new StandardScalerStage())
}

class StandardScalerStage extends SameColumns implements FeatureStage {
  private readonly scaler = new StandardScaler(0)

  learn(row: Row): void {
    this.follow(row)
    this.scaler.grow(row.width)
    this.scaler.learn(row.numbers)
  }

  protected value(value: number, column: number): number {
    return this.scaler.scaled(column, value)
  }

  state(): FeatureState {
    return { json: this.names(), numbers: this.scaler.state() }
  }

  learning(): Float64Array {
    return this.scaler.learning()
  }

  restore({ json, numbers }: FeatureState, learning?: Float64Array): void {
    this.restoreNames(json)
    this.scaler.restore(numbers, learning)
  }
}
