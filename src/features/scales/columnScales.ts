import { EddyError } from '../../error.js'
import { BEFORE, NARROW_LATER, NEW } from './latestValues.js'
import { COUNT, FAR, larger, MEAN, MOMENTS, VARIANCE } from './moments.js'
import { RunningMoments } from './runningMoments.js'
import { KEPT, LAST, ScaleChanges, type Verdict } from './scaleChanges.js'
import { VALUES } from './scaleWatch.js'

export type { Verdict } from './scaleChanges.js'

/* For the loop over a row: what a file declares itself costs less than what it imports, which is looked up at each use. */
const STRIDE = MOMENTS
const N = COUNT
const CENTRE = MEAN
const SPREAD = VARIANCE
const SIZE = KEPT
const WATCHED = VALUES
const CLOSE_VALUES = LAST + COUNT
const PREVIOUS = LAST + BEFORE
const FIRST = NEW
const CLOSE = NARROW_LATER
const LIMIT = FAR

export interface ColumnScalesOptions {
  /** The least weight of a new value in mean and variance, 1 / memory; 0: nothing is forgotten. */
  readonly slowest: number
  /** Whether a much narrower scale is found at any time, or only while a column is new. */
  readonly narrows: boolean
}

/**
 * Mean and variance of columns that may bring impossible values or change their scale. Memory and time of a value are
 * constant.
 *
 * - An outlier, more than 10 standard deviations from the mean, counts as a value at 10; the next one 20 rows later at the
 *   earliest.
 * - With the sixth outlier (net of usual values among them) a trial begins: the statistics move to the new values, from what
 *   they were before the first outlier. That is kept. If the old scale is back within 200 values, it is as it was. After 40
 *   values the new scale is accepted: the statistics are those of the trial's values alone.
 * - Thirty different values in a row within a hundredth of the standard deviation (of a column's first 100 values: within a
 *   tenth) are a narrower scale: the first values of a column may be the impossible ones.
 * - Where more than about one value in eight is doubted for long, the column has several levels, and its scale becomes wide
 *   enough for them.
 */
export class ColumnScales {
  /** Rows learned. */
  rows = 0
  /** The statistics of the scale in use. */
  readonly inUse: RunningMoments
  /** What else is known of each column: outliers, an old scale, ... */
  readonly changes: ScaleChanges
  private columns: number
  private readonly narrows: boolean

  constructor(columns: number, { slowest, narrows }: ColumnScalesOptions) {
    this.columns = columns
    this.narrows = narrows
    this.inUse = new RunningMoments(Math.max(columns, 1), slowest)
    this.changes = new ScaleChanges(this.inUse, Math.max(columns, 1))
  }

  get length(): number {
    return this.columns
  }

  /** More columns; those there are keep what they know. */
  grow(columns: number): void {
    if (columns <= this.columns) return
    this.columns = columns
    const { inUse } = this
    if (columns * MOMENTS <= inUse.values.length) return
    const room = Math.max(columns, 2 * (inUse.values.length / MOMENTS))
    inUse.values = larger(inUse.values, room * MOMENTS)
    this.changes.grow(room)
  }

  /** The mean of the scale in use; while that is doubted, of the old one. */
  acceptedMean(column: number): number {
    return this.changes.inDoubt(column) ? this.changes.oldMean(column) : this.inUse.mean(column)
  }

  /** A row begins; then `learn` takes its values. */
  next(): void {
    this.rows += 1
  }

  /** Takes a row into the statistics: a value for each column, NaN where it is missing. */
  learnRow(row: ArrayLike<number>): void {
    this.next()
    const { columns } = this
    const { values, slowest } = this.inUse
    const kept = this.changes.values
    for (let column = 0; column < columns; column++) {
      const value = row[column]!
      const at = column * STRIDE
      const known = column * SIZE
      const n = values[at + N]! + 1
      const error = value - values[at + CENTRE]!
      const spread = values[at + SPREAD]!
      const step = value - kept[known + PREVIOUS]!
      const isClose = step !== 0 && (step * step <= CLOSE * spread || kept[known + CLOSE_VALUES]! > 1)
      // All but this is rare. No comparison is true of a missing value.
      if (n > FIRST && error * error <= LIMIT * spread && kept[known + WATCHED] === 0 && !isClose) {
        const rate = n * slowest > 1 ? slowest : 1 / n
        values[at + N] = n
        values[at + CENTRE] = values[at + CENTRE]! + rate * error
        values[at + SPREAD] = (1 - rate) * (spread + rate * error * error)
        kept[known + CLOSE_VALUES] = step === 0 ? kept[known + CLOSE_VALUES]! : 0
        kept[known + PREVIOUS] = value
      } else this.learn(column, value)
    }
  }

  /** Takes a value into the statistics; NaN is missing. */
  learn(column: number, value: number): Verdict {
    if (value !== value) return 'usual'
    const { inUse, changes } = this
    const count = inUse.count(column) + 1
    const varies = inUse.variance(column) > 0
    const far = count > (varies ? 3 : NEW) && inUse.isFar(column, value)
    if (far || changes.isWatched(column)) return changes.take(column, value, far, this.rows)
    inUse.take(column, value)
    return (this.narrows || count <= NEW) && changes.narrow(column, value) ? 'narrowed' : 'usual'
  }

  /** Three numbers for each column: values it is worth, mean, variance. A copy. */
  moments(): Float64Array {
    return this.inUse.values.slice(0, this.columns * MOMENTS)
  }

  /** Goes on from these moments, as `moments` gives them: nothing is doubted. */
  begin(moments: Float64Array): void {
    this.grow(moments.length / MOMENTS)
    this.inUse.values.set(moments)
  }

  /** All that decides how learning goes on; a copy. */
  learning(): Float64Array {
    const kept = this.changes.values.subarray(0, this.columns * KEPT)
    return Float64Array.of(this.rows, ...this.moments(), ...kept)
  }

  /**
   * Takes what `learning` gave.
   *
   * @throws {EddyError} ERR_STATE, changing nothing, if that isn't what it is
   */
  restore(learning: Float64Array): void {
    const columns = (learning.length - 1) / (MOMENTS + KEPT)
    if (!Number.isInteger(columns)) {
      const got = learning.length - 1
      throw new EddyError('ERR_STATE', `expected ${MOMENTS + KEPT} numbers for each column, got ${got} numbers`)
    }
    this.begin(learning.subarray(1, 1 + columns * MOMENTS))
    this.changes.values.set(learning.subarray(1 + columns * MOMENTS))
    this.rows = learning[0] ?? 0
  }
}
