/** Of one column: values it is worth, mean, variance. */
export const COUNT = 0
export const MEAN = 1
export const VARIANCE = 2
/** Numbers of the moments of a column. */
export const MOMENTS = 3

/** Standard deviations from the mean beyond which a value is an outlier. */
export const OUTLIER = 10
/** The square of that: a root per value is what a scaler would cost. */
export const FAR: number = OUTLIER * OUTLIER

/** Takes in a value as the `n`th, with a weight of `rate`. Source: Welford 1962; with a constant rate, West 1979. */
export function advance(moments: Float64Array, at: number, n: number, rate: number, value: number): void {
  const error = value - moments[at + MEAN]!
  moments[at + COUNT] = n
  moments[at + MEAN] = moments[at + MEAN]! + rate * error
  moments[at + VARIANCE] = (1 - rate) * (moments[at + VARIANCE]! + rate * error * error)
}

export function copyMoments(from: Float64Array, fromAt: number, to: Float64Array, toAt: number): void {
  for (let i = 0; i < MOMENTS; i++) to[toAt + i] = from[fromAt + i]!
}

/** Whether a value is an outlier. Of values that never varied each other one is. */
export function isFar(moments: Float64Array, at: number, value: number): boolean {
  const error = value - moments[at + MEAN]!
  return error * error > FAR * moments[at + VARIANCE]!
}

/** A longer copy, filled up with zeros. */
export function larger(values: Float64Array, length: number): Float64Array {
  const copy = new Float64Array(length)
  copy.set(values)
  return copy
}
