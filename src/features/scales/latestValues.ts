import { advance, COUNT, MEAN, MOMENTS, VARIANCE } from './moments.js'

/** Values of a column that is new. */
export const NEW = 100
/** Different values in a row that make a narrower scale, and how close they are, as a share of the variance in use. */
const NARROW = 30
const NARROW_IF_NEW = 1e-2
export const NARROW_LATER = 1e-4

/** Of one column: the moments of the last values, while they are close to each other, or of a trial; the value before. */
export const BEFORE: number = MOMENTS
/** Numbers of these. */
export const LATEST: number = MOMENTS + 1

/** Begins with a value. */
export function beginLatest(latest: Float64Array, at: number, value: number): void {
  latest[at + COUNT] = 1
  latest[at + MEAN] = value
  latest[at + VARIANCE] = 0
  latest[at + BEFORE] = value
}

/** Takes a further value in. */
export function takeLatest(latest: Float64Array, at: number, value: number): void {
  const n = latest[at + COUNT]! + 1
  advance(latest, at, n, 1 / n, value)
  latest[at + BEFORE] = value
}

/** Begins with the next value. */
export function forgetLatest(latest: Float64Array, at: number): void {
  latest[at + COUNT] = 0
}

/** How close values are that can be a narrower scale than one of this variance: the square of a distance from their mean. */
export const closeness = (count: number, variance: number): number =>
  variance * (count <= NEW ? NARROW_IF_NEW : NARROW_LATER)

/**
 * Takes a value in, and says whether the last ones are a much narrower scale. A value equal to the one before tells nothing:
 * a column that stands still for a while has no other scale.
 *
 * @param close see `closeness`
 * @param least values in a row that it takes, if more than usual
 */
export function isNarrow(latest: Float64Array, at: number, value: number, close: number, least: number): boolean {
  const before = latest[at + BEFORE]!
  if (value === before) return false
  if (latest[at + COUNT] === 0) beginLatest(latest, at, before)
  const error = value - latest[at + MEAN]!
  if (error * error > close) beginLatest(latest, at, value)
  else takeLatest(latest, at, value)
  return latest[at + COUNT]! >= Math.max(NARROW, least)
}
