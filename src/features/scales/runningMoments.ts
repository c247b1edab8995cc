import { advance, COUNT, isFar, MEAN, MOMENTS, OUTLIER, VARIANCE } from './moments.js'

/** Values that the statistics are worth when they begin to move to a new scale. */
const RESTART = 10

/** Mean and variance of columns, in float64: of all values, or forgetting the older ones. */
export class RunningMoments {
  /** `MOMENTS` numbers for each column, with room for more columns. */
  values: Float64Array
  readonly slowest: number

  /** @param slowest the least weight of a new value, 1 / memory; 0: nothing is forgotten */
  constructor(columns: number, slowest: number) {
    this.values = new Float64Array(Math.max(columns, 1) * MOMENTS)
    this.slowest = slowest
  }

  /** Values a column is worth. */
  count(column: number): number {
    return this.values[column * MOMENTS + COUNT]!
  }

  mean(column: number): number {
    return this.values[column * MOMENTS + MEAN]!
  }

  variance(column: number): number {
    return this.values[column * MOMENTS + VARIANCE]!
  }

  /** Whether a value is an outlier. */
  isFar(column: number, value: number): boolean {
    return isFar(this.values, column * MOMENTS, value)
  }

  /** Takes a value in. What never varied is worth few values once it does. */
  take(column: number, value: number): void {
    const count = this.count(column) + 1
    const moves = count > RESTART && this.variance(column) === 0 && value !== this.mean(column)
    this.takeAs(column, moves ? RESTART : count, value)
  }

  /** Takes in an outlier as a value at the limit of what is none. */
  takeLimited(column: number, outlier: number): void {
    const mean = this.mean(column)
    const limit = OUTLIER * Math.sqrt(this.variance(column))
    this.take(column, mean + Math.sign(outlier - mean) * limit)
  }

  /** Takes in the first value of a new scale: what is known from before is worth few values. */
  restart(column: number, value: number): void {
    this.takeAs(column, Math.min(this.count(column) + 1, RESTART), value)
  }

  /** As the `n`th value. */
  private takeAs(column: number, n: number, value: number): void {
    advance(this.values, column * MOMENTS, n, n * this.slowest > 1 ? this.slowest : 1 / n, value)
  }
}
