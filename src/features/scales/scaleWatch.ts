/*
 * Has a column a new scale? Values far from all before are a burst of impossible ones (a sensor that fails, -9999 for
 * "unknown") or a true change. Which of the two shows afterwards: after a burst the old scale is back. So the old scale is
 * kept until then.
 *
 *     usual ──6 outliers more than usual values──▶ trial ──40 values──▶ accepted ──200 values──▶ usual
 *       ▲                                            │                     │
 *       └───────────── the old scale is back ◀───────┴─────────────────────┘
 *
 * The old scale is back once so many values in a row fit it that the new scale doesn't explain them: a new scale can hold
 * values of the old one, zeros for example. The chance of the row follows from their share among the values before it.
 */

/** Outliers, less the usual values among them, that are no change of scale. */
const DOUBTED = 5
/** Values from the first outlier on, after which a new scale is doubted no more. */
export const ACCEPTED = 40
/** Values from the first outlier on, within which the old scale can come back. */
const REMEMBERED = 200
/** The chance below which the old scale is back: from a scale that is doubted, and from one that was accepted. */
const UNLIKELY = 1e-3
const VERY_UNLIKELY = 1e-6

/** Of one column: outliers, less the usual values among them; */
const OUTLIERS = 0
/** values from the first outlier on, 0 where there is none; those among them that fit the old scale; the last of these in a row; */
export const VALUES = 1
const OLD = 2
const ROW = 3
/** 1 once a new scale began. */
const TRIAL = 4
/** Numbers of the watch over a column. */
export const WATCH = 5

/**
 * What a value meant. `usual`: nothing. `first`: an outlier, the first of a run. `outlier`: a further one. `trial`: a new
 * scale begins, and the one before is the old one. `again`: the same while a new scale is doubted; the old one stays.
 * `back`: the old scale is back.
 */
export type Turn = 'usual' | 'first' | 'outlier' | 'trial' | 'again' | 'back'

/** Whether there is something to watch: an outlier among the last values, or an old scale that can come back. */
export const isWatched = (watch: Float64Array, at: number): boolean => watch[at + VALUES] !== 0

/** Outliers, less the usual values among them. */
export const outliersOf = (watch: Float64Array, at: number): number => watch[at + OUTLIERS]!

/** Values from the first outlier of a new scale on; 0 where there is no old scale that can come back. */
export const trialOf = (watch: Float64Array, at: number): number => (watch[at + TRIAL]! > 0 ? watch[at + VALUES]! : 0)

/** Whether a new scale is doubted: it began, and was not accepted yet. */
export const isDoubted = (trial: number): boolean => trial > 0 && trial < ACCEPTED

/** Whether the last value fitted the old scale, while that can come back. */
export const looksBack = (watch: Float64Array, at: number): boolean => watch[at + TRIAL]! > 0 && watch[at + ROW]! > 0

/** A new scale begins with this value, the first outlier. */
export function beginTrial(watch: Float64Array, at: number): void {
  forget(watch, at)
  watch[at + VALUES] = 1
  watch[at + TRIAL] = 1
}

/** Nothing is watched: no outliers, no old scale. */
export function forget(watch: Float64Array, at: number): void {
  for (let i = 0; i < WATCH; i++) watch[at + i] = 0
}

/**
 * Takes a value in.
 *
 * @param outlier whether it is far from the scale in use; in a run of outliers, from the scale before the run
 * @param fitsOld whether it fits the old scale; in a run of outliers, the scale before the run
 */
export function takeIn(watch: Float64Array, at: number, outlier: boolean, fitsOld: boolean): Turn {
  watch[at + VALUES]! += 1
  watch[at + OLD]! += fitsOld ? 1 : 0
  watch[at + ROW] = fitsOld ? watch[at + ROW]! + 1 : 0
  const inTrial = watch[at + TRIAL]! > 0
  if (inTrial && isBack(watch, at)) {
    forget(watch, at)
    return 'back'
  }
  if (inTrial && watch[at + VALUES]! > REMEMBERED) endTrial(watch, at)
  return outlier ? takeOutlier(watch, at) : takeUsual(watch, at)
}

/** Whether as many values as came last in a row fit the old scale by chance. */
function isBack(watch: Float64Array, at: number): boolean {
  const row = watch[at + ROW]!
  const share = (watch[at + OLD]! - row + 0.5) / (watch[at + VALUES]! - row + 1)
  let chance = 1
  for (let i = 0; i < row; i++) chance *= share
  return chance < (isDoubted(trialOf(watch, at)) ? UNLIKELY : VERY_UNLIKELY)
}

/** The old scale is forgotten; a run of outliers begins anew with this value. */
function endTrial(watch: Float64Array, at: number): void {
  forget(watch, at)
  watch[at + VALUES] = 1
}

function takeUsual(watch: Float64Array, at: number): Turn {
  watch[at + OUTLIERS] = Math.max(0, watch[at + OUTLIERS]! - 1)
  if (watch[at + OUTLIERS] === 0 && watch[at + TRIAL] === 0) forget(watch, at)
  return 'usual'
}

function takeOutlier(watch: Float64Array, at: number): Turn {
  const outliers = watch[at + OUTLIERS]! + 1
  watch[at + OUTLIERS] = outliers
  if (outliers <= DOUBTED) return outliers === 1 ? 'first' : 'outlier'
  watch[at + OUTLIERS] = 0
  const trial = trialOf(watch, at)
  if (isDoubted(trial)) return 'again'
  // However long the run took: as many values as it needs at least, with the share of old ones that it had.
  const share = trial > 0 ? 0 : watch[at + OLD]! / watch[at + VALUES]!
  watch[at + VALUES] = outliers
  watch[at + OLD] = share * outliers
  watch[at + TRIAL] = 1
  return 'trial'
}
