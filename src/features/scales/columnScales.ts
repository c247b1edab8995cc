import { EddyError } from '../../error.js'
import {
  BEFORE,
  beginLatest,
  closeness,
  forgetLatest,
  isNarrow,
  LATEST,
  NARROW_LATER,
  NEW,
  takeLatest,
} from './latestValues.js'
import { isOneOfMany, isWidened, LAST_ROWS, LEVELS, setWidened } from './levels.js'
import { COUNT, copyMoments, FAR, isFar, larger, MEAN, MOMENTS, VARIANCE } from './moments.js'
import { RunningMoments } from './runningMoments.js'
import {
  beginTrial,
  forget,
  isDoubted,
  isWatched,
  looksBack,
  outliersOf,
  takeIn,
  type Turn,
  trialOf,
  VALUES,
  WATCH,
} from './scaleWatch.js'

/** Rows from one outlier that counts in the statistics to the next. */
const APART = 20

/** Beside the watch: moments before a run of outliers, which are those of the old scale in a trial; the last values; */
const OLD = WATCH
const LAST = OLD + MOMENTS
/** what tells whether there are several levels; the row in which an outlier counted. */
const LEVEL = LAST + LATEST
const COUNTED = LEVEL + LEVELS
/** Numbers kept of a column besides its moments. */
const KEPT = COUNTED + 1

/* For the loop over a row: what a file declares itself costs less than what it imports, which is looked up at each use. */
const STRIDE = MOMENTS
const N = COUNT
const CENTRE = MEAN
const SPREAD = VARIANCE
const WATCHED = VALUES
const CLOSE_VALUES = LAST + COUNT
const PREVIOUS = LAST + BEFORE
const FIRST = NEW
const CLOSE = NARROW_LATER
const LIMIT = FAR

/**
 * What a value is to its column. `usual`: a value of the scale in use. `doubted`: an outlier, or a value of a new scale that
 * is doubted. `trial`: a new scale is in use from here on, and doubted. `accepted`: it is doubted no more. `back`: the old
 * scale is in use again. `narrowed`: a much narrower scale is in use. `widened`: the scale in use now holds several levels.
 */
export type Verdict = 'usual' | 'doubted' | 'trial' | 'accepted' | 'back' | 'narrowed' | 'widened'

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
  /** Rows learned: calls of `next`. */
  rows = 0
  /** The statistics of the scale in use. */
  readonly inUse: RunningMoments
  private kept: Float64Array
  private columns: number
  private readonly narrows: boolean

  constructor(columns: number, { slowest, narrows }: ColumnScalesOptions) {
    this.columns = columns
    this.narrows = narrows
    this.inUse = new RunningMoments(columns, slowest)
    this.kept = new Float64Array(Math.max(columns, 1) * KEPT)
  }

  get length(): number {
    return this.columns
  }

  /** More columns; those there are keep what they know. */
  grow(columns: number): void {
    if (columns <= this.columns) return
    this.columns = columns
    if (columns * KEPT <= this.kept.length) return
    const room = Math.max(columns, 2 * (this.kept.length / KEPT))
    this.inUse.values = larger(this.inUse.values, room * MOMENTS)
    this.kept = larger(this.kept, room * KEPT)
  }

  /** Outliers among the last values, less the usual values among them. */
  outliers(column: number): number {
    return outliersOf(this.kept, column * KEPT)
  }

  /** Whether the last value was one of the old scale, which may be back. */
  looksBack(column: number): boolean {
    return looksBack(this.kept, column * KEPT)
  }

  oldMean(column: number): number {
    return this.kept[column * KEPT + OLD + MEAN]!
  }

  oldVariance(column: number): number {
    return this.kept[column * KEPT + OLD + VARIANCE]!
  }

  /** Whether the scale in use is a new one that is doubted. */
  inDoubt(column: number): boolean {
    return isDoubted(trialOf(this.kept, column * KEPT))
  }

  /** The mean of the scale in use; while that is doubted, of the old one. */
  acceptedMean(column: number): number {
    return this.inDoubt(column) ? this.oldMean(column) : this.inUse.mean(column)
  }

  /** A row begins; then `learn` takes its values. */
  next(): void {
    this.rows += 1
  }

  /** Takes a row into the statistics: a value for each column, NaN where it is missing. */
  learnRow(row: ArrayLike<number>): void {
    this.next()
    const { kept, columns } = this
    const { values, slowest } = this.inUse
    for (let column = 0; column < columns; column++) {
      const value = row[column]!
      const at = column * STRIDE
      const known = column * KEPT
      const n = values[at + N]! + 1
      const error = value - values[at + CENTRE]!
      const spread = values[at + SPREAD]!
      const step = value - kept[known + PREVIOUS]!
      const isClose = step !== 0 && step * step < CLOSE * spread
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
    const { inUse } = this
    const count = inUse.count(column) + 1
    const varies = inUse.variance(column) > 0
    const far = count > (varies ? 3 : NEW) && inUse.isFar(column, value)
    if (far || isWatched(this.kept, column * KEPT)) return this.learnWatched(column, value, far)
    inUse.take(column, value)
    return (this.narrows || count <= NEW) && this.narrow(column, value) ? 'narrowed' : 'usual'
  }

  /** `far`: whether the value is an outlier of the scale in use. */
  private learnWatched(column: number, value: number, far: boolean): Verdict {
    const { kept } = this
    const watch = column * KEPT
    const trial = trialOf(kept, watch)
    const inRun = trial === 0 && isWatched(kept, watch)
    if (trial === 0 && !inRun && this.inUse.variance(column) === 0) return this.leaveConstant(column, value)
    const fitsOld = (inRun || trial > 0) && !isFar(kept, watch + OLD, value)
    const outlier = inRun ? !fitsOld : far
    const doubted = isDoubted(trial) ? !fitsOld : outlier
    if (doubted && isOneOfMany(kept, watch + LEVEL, this.rows)) return this.widen(column, value)
    const turn = takeIn(kept, watch, outlier, fitsOld)
    this.follow(turn, column, value, trial > 0)
    if (turn === 'trial' || turn === 'back') return turn
    if (isDoubted(trial)) {
      takeLatest(kept, watch + LAST, value)
      if (!isDoubted(trialOf(kept, watch))) {
        this.useLatest(column)
        return 'accepted'
      }
    }
    return doubted ? 'doubted' : 'usual'
  }

  /** What never varied does, and how far is far isn't known: a trial begins at once. */
  private leaveConstant(column: number, value: number): Verdict {
    this.keepOld(column)
    beginTrial(this.kept, column * KEPT)
    beginLatest(this.kept, column * KEPT + LAST, value)
    this.inUse.take(column, value)
    return 'trial'
  }

  /** Does what a turn of the watch means for the statistics. */
  private follow(turn: Turn, column: number, value: number, inTrial: boolean): void {
    const { inUse, kept } = this
    const old = column * KEPT + OLD
    if (turn === 'usual') inUse.take(column, value)
    else if (turn === 'first') {
      if (trialOf(kept, column * KEPT) === 0) this.keepOld(column)
      this.countOutlier(column, value)
    } else if (turn === 'trial') {
      if (inTrial) this.keepOld(column)
      else copyMoments(kept, old, inUse.values, column * MOMENTS)
      beginLatest(this.kept, column * KEPT + LAST, value)
      inUse.restart(column, value)
    } else if (turn === 'again') inUse.restart(column, value)
    else if (turn === 'back') {
      copyMoments(kept, old, inUse.values, column * MOMENTS)
      forgetLatest(kept, column * KEPT + LAST)
      inUse.take(column, value)
    }
  }

  private keepOld(column: number): void {
    copyMoments(this.inUse.values, column * MOMENTS, this.kept, column * KEPT + OLD)
  }

  /** In the statistics, if none counted lately. */
  private countOutlier(column: number, value: number): void {
    const { kept, rows } = this
    const counted = kept[column * KEPT + COUNTED]!
    if (counted > 0 && rows - counted < APART) return
    kept[column * KEPT + COUNTED] = rows
    this.inUse.takeLimited(column, value)
  }

  /** The statistics become those of the last values. */
  private useLatest(column: number): void {
    copyMoments(this.kept, column * KEPT + LAST, this.inUse.values, column * MOMENTS)
    forgetLatest(this.kept, column * KEPT + LAST)
  }

  private widen(column: number, value: number): Verdict {
    const watch = column * KEPT
    this.inUse.restart(column, value)
    forget(this.kept, watch)
    forgetLatest(this.kept, watch + LAST)
    setWidened(this.kept, watch + LEVEL, true)
    return 'widened'
  }

  /** Whether the last values were a much narrower scale, which is in use then. */
  private narrow(column: number, value: number): boolean {
    const { inUse, kept } = this
    const watch = column * KEPT
    const close = closeness(inUse.count(column), inUse.variance(column))
    const least = isWidened(kept, watch + LEVEL) ? LAST_ROWS : 0
    if (!isNarrow(kept, watch + LAST, value, close, least)) return false
    this.useLatest(column)
    setWidened(kept, watch + LEVEL, false)
    return true
  }

  /** Three numbers for each column: values it is worth, mean, variance. A copy. */
  state(): Float64Array {
    return this.inUse.values.slice(0, this.columns * MOMENTS)
  }

  /** What else decides how learning goes on; a copy. */
  learning(): Float64Array {
    return Float64Array.of(this.rows, ...this.kept.subarray(0, this.columns * KEPT))
  }

  /**
   * @param learning left out where it isn't known, as in files of version 0.1: nothing is doubted then
   * @throws {EddyError} ERR_STATE, changing nothing, if `learning` is of other columns
   */
  restore(state: Float64Array, learning?: Float64Array): void {
    const columns = state.length / MOMENTS
    const wanted = 1 + columns * KEPT
    if (learning && learning.length !== wanted) {
      throw new EddyError('ERR_STATE', `expected ${wanted} numbers of ${columns} columns, got ${learning.length}`)
    }
    this.grow(columns)
    this.inUse.values.set(state)
    if (!learning) return
    this.rows = learning[0] ?? 0
    this.kept.set(learning.subarray(1))
  }
}
