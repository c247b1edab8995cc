import { checkOptions, type NoOptions } from '../../../options.js'
import type { FeatureDefinition, FeatureStage, FeatureState } from '../../feature.js'
import type { Row } from '../../row.js'
import { SameColumns } from './sameColumns.js'

/** How far back means and variances look, as the least weight of a new row: 1000 rows. */
const SLOWEST = 0.001
/** Standard deviations beyond which a value counts as an outlier to the statistics. */
const OUTLIER = 10
/** Outliers in a row after which they're the new normal. */
const RUN = 5
/** Standard deviations at which a scaled value ends. */
const CLIP = 3
/** Rows a feature's statistics are worth once it starts anew. */
const RESTART = 10

/** What is known of one feature: rows it is worth, mean, variance, outliers in a row. */
const COUNT = 0
const MEAN = 1
const VARIANCE = 2
const OUTLIERS = 3
const FIELDS = 4

/**
 * Running standardisation: mean 0, standard deviation 1, clipped to +-3; statistics in float64 that forget slowly, don't
 * believe single outliers, and do believe a change of scale. Features that never varied, or are missing (NaN), become 0: the mean.
 * Source: Welford 1962 for the recurrence; the rest was measured, see the README's section on defaults.
 */
export class StandardScaler {
  /** Rows learned. */
  rows = 0
  private values: Float64Array
  private features: number

  /** `length` features. */
  constructor(length: number) {
    this.features = length
    this.values = new Float64Array(Math.max(length, 1) * FIELDS)
  }

  get length(): number {
    return this.features
  }

  /** More features; those there are keep what they know. */
  grow(length: number): void {
    if (length <= this.features) return
    this.features = length
    if (length * FIELDS <= this.values.length) return
    const values = new Float64Array(Math.max(length, this.values.length / 2) * FIELDS)
    values.set(this.values)
    this.values = values
  }

  /** Takes a row into the statistics. */
  learn(x: ArrayLike<number>): void {
    this.rows += 1
    for (let i = 0; i < this.features; i++) this.learnFeature(i * FIELDS, x[i] as number)
  }

  private learnFeature(at: number, value: number): void {
    if (value !== value) return
    const { values } = this
    const spread = values[at + VARIANCE]!
    let n = values[at + COUNT]! + 1
    let error = value - values[at + MEAN]!
    if (spread === 0 && error !== 0 && n > RESTART) n = RESTART
    let rate = n > 1 / SLOWEST ? SLOWEST : 1 / n
    // Squares, for a root per feature and row is what the scaler would cost.
    if (this.rows > 3 && spread > 0 && error * error > OUTLIER * OUTLIER * spread) {
      const outliers = values[at + OUTLIERS]! + 1
      values[at + OUTLIERS] = outliers
      if (outliers <= RUN) error = Math.sign(error) * OUTLIER * Math.sqrt(spread)
      else if (n > RESTART) {
        n = RESTART
        rate = 1 / RESTART
        values[at + OUTLIERS] = 0
      }
    } else values[at + OUTLIERS] = 0
    values[at + COUNT] = n
    values[at + MEAN] = values[at + MEAN]! + rate * error
    values[at + VARIANCE] = (1 - rate) * (spread + rate * error * error)
  }

  /** Writes the row, standardised, into `into` from `offset` on. Changes no statistics. */
  scaleInto(x: ArrayLike<number>, into: Float32Array | Float64Array, offset = 0): void {
    for (let i = 0; i < this.features; i++) into[offset + i] = this.scaled(i, x[i]!)
  }

  /** One value, standardised. */
  scaled(feature: number, value: number): number {
    const at = feature * FIELDS
    const spread = this.values[at + VARIANCE]!
    if (!(spread > 1e-20) || value !== value) return 0
    const z = (value - this.values[at + MEAN]!) / Math.sqrt(spread)
    return Math.min(Math.max(z, -CLIP), CLIP)
  }

  /** What is known of a feature; `count`: rows it is worth. */
  statistics(feature: number): { readonly count: number; readonly mean: number; readonly variance: number } {
    const [count = 0, mean = 0, variance = 0] = this.values.subarray(feature * FIELDS)
    return { count, mean, variance }
  }

  /** Rows, then four numbers per feature: rows it is worth, mean, variance, outliers in a row. */
  state(): Float64Array {
    return Float64Array.of(this.rows, ...this.values.subarray(0, this.features * FIELDS))
  }

  restore(state: Float64Array): void {
    this.grow((state.length - 1) / FIELDS)
    this.rows = state[0] ?? 0
    this.values.set(state.subarray(1))
  }
}

/**
 * Running standardisation of every number: mean 0, standard deviation 1, clipped to +-3. Missing ones become 0. Text passes.
 *
 * @see StandardScaler
 */
export function standardScaler(options: NoOptions = {}): FeatureDefinition {
  checkOptions('standardScaler', options, {})
  return { name: 'standardScaler', settings: {}, create: () => new StandardScalerStage() }
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

  restore({ json, numbers }: FeatureState): void {
    this.restoreNames(json)
    this.scaler.restore(numbers)
  }
}
