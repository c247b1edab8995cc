import { beginLatest, closeness, forgetLatest, isNarrow, LATEST, takeLatest } from './latestValues.js'
import { isOneOfMany, isWidened, LAST_ROWS, LEVELS, setWidened } from './levels.js'
import { copyMoments, isFar, larger, MEAN, MOMENTS, VARIANCE } from './moments.js'
import type { RunningMoments } from './runningMoments.js'
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
  WATCH,
} from './scaleWatch.js'

/** Rows from one outlier that counts in the statistics to the next. */
const APART = 20

/** Beside the watch: moments before a run of outliers, which are those of the old scale in a trial; the last values; */
const OLD = WATCH
export const LAST: number = OLD + MOMENTS
/** what tells whether there are several levels; the row in which an outlier counted. */
const LEVEL = LAST + LATEST
const COUNTED = LEVEL + LEVELS
/** Numbers kept of a column besides its moments. */
export const KEPT: number = COUNTED + 1

/**
 * What a value is to its column. `usual`: a value of the scale in use. `doubted`: an outlier, or a value of a new scale that
 * is doubted. `trial`: a new scale is in use from here on, and doubted. `accepted`: it is doubted no more. `back`: the old
 * scale is in use again. `narrowed`: a much narrower scale is in use. `widened`: the scale in use now holds several levels.
 */
export type Verdict = 'usual' | 'doubted' | 'trial' | 'accepted' | 'back' | 'narrowed' | 'widened'

/** Changes the moments of columns where their scale changes, and back where it did not. */
export class ScaleChanges {
  /** `KEPT` numbers for each column, with room for more columns. */
  values: Float64Array
  private readonly inUse: RunningMoments

  constructor(inUse: RunningMoments, columns: number) {
    this.inUse = inUse
    this.values = new Float64Array(columns * KEPT)
  }

  /** Room for so many columns. */
  grow(columns: number): void {
    this.values = larger(this.values, columns * KEPT)
  }

  isWatched(column: number): boolean {
    return isWatched(this.values, column * KEPT)
  }

  /** Outliers among the last values, less the usual values among them. */
  outliers(column: number): number {
    return outliersOf(this.values, column * KEPT)
  }

  /** Whether the scale in use is a new one that is doubted. */
  inDoubt(column: number): boolean {
    return isDoubted(trialOf(this.values, column * KEPT))
  }

  /** Whether the last value was one of the old scale, which may be back. */
  looksBack(column: number): boolean {
    return looksBack(this.values, column * KEPT)
  }

  oldMean(column: number): number {
    return this.values[column * KEPT + OLD + MEAN]!
  }

  oldVariance(column: number): number {
    return this.values[column * KEPT + OLD + VARIANCE]!
  }

  /** Takes in a value that is watched, or `far`: an outlier of the scale in use. */
  take(column: number, value: number, far: boolean, row: number): Verdict {
    const { values } = this
    const watch = column * KEPT
    const trial = trialOf(values, watch)
    const inRun = trial === 0 && isWatched(values, watch)
    if (trial === 0 && !inRun && this.inUse.variance(column) === 0) return this.leaveConstant(column, value)
    const fitsOld = (inRun || trial > 0) && !isFar(values, watch + OLD, value)
    const outlier = inRun ? !fitsOld : far
    const doubted = isDoubted(trial) ? !fitsOld : outlier
    if (doubted && isOneOfMany(values, watch + LEVEL, row)) return this.widen(column, value)
    const turn = takeIn(values, watch, outlier, fitsOld)
    this.follow(turn, column, value, trial > 0)
    if (turn === 'first') this.countOutlier(column, value, row)
    if (turn === 'trial' || turn === 'back') return turn
    if (!isDoubted(trial)) return doubted ? 'doubted' : 'usual'
    takeLatest(values, watch + LAST, value)
    if (this.inDoubt(column)) return doubted ? 'doubted' : 'usual'
    this.useLatest(column)
    return 'accepted'
  }

  /** What never varied does, and how far is far isn't known: a trial begins at once. */
  private leaveConstant(column: number, value: number): Verdict {
    this.keepOld(column)
    beginTrial(this.values, column * KEPT)
    beginLatest(this.values, column * KEPT + LAST, value)
    this.inUse.take(column, value)
    return 'trial'
  }

  /** Does what a turn of the watch means for the statistics. */
  private follow(turn: Turn, column: number, value: number, inTrial: boolean): void {
    const { inUse, values } = this
    if (turn === 'usual') inUse.take(column, value)
    else if (turn === 'first' && trialOf(values, column * KEPT) === 0) this.keepOld(column)
    else if (turn === 'again') inUse.restart(column, value)
    else if (turn === 'trial') {
      if (inTrial) this.keepOld(column)
      else this.useOld(column)
      beginLatest(values, column * KEPT + LAST, value)
      inUse.restart(column, value)
    } else if (turn === 'back') {
      this.useOld(column)
      forgetLatest(values, column * KEPT + LAST)
      inUse.take(column, value)
    }
  }

  private keepOld(column: number): void {
    copyMoments(this.inUse.values, column * MOMENTS, this.values, column * KEPT + OLD)
  }

  private useOld(column: number): void {
    copyMoments(this.values, column * KEPT + OLD, this.inUse.values, column * MOMENTS)
  }

  /** The statistics become those of the last values. */
  private useLatest(column: number): void {
    copyMoments(this.values, column * KEPT + LAST, this.inUse.values, column * MOMENTS)
    forgetLatest(this.values, column * KEPT + LAST)
  }

  /** In the statistics, if none counted lately. */
  private countOutlier(column: number, value: number, row: number): void {
    const counted = this.values[column * KEPT + COUNTED]!
    if (counted > 0 && row - counted < APART) return
    this.values[column * KEPT + COUNTED] = row
    this.inUse.takeLimited(column, value)
  }

  private widen(column: number, value: number): Verdict {
    const watch = column * KEPT
    this.inUse.restart(column, value)
    forget(this.values, watch)
    forgetLatest(this.values, watch + LAST)
    setWidened(this.values, watch + LEVEL, true)
    return 'widened'
  }

  /** Takes in a value that is usual. Whether the last ones are a much narrower scale, which is in use then. */
  narrow(column: number, value: number): boolean {
    const { inUse, values } = this
    const watch = column * KEPT
    const close = closeness(inUse.count(column), inUse.variance(column))
    const least = isWidened(values, watch + LEVEL) ? LAST_ROWS : 0
    if (!isNarrow(values, watch + LAST, value, close, least)) return false
    this.useLatest(column)
    setWidened(values, watch + LEVEL, false)
    return true
  }
}
