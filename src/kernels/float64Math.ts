/*
 * Float64 functions from + - * / and Math.sqrt alone, so that schedules and probabilities are the same in every engine;
 * Math.exp, Math.log and Math.cos differ between engines in their last bits. Errors below 2e-15 relative (cos: absolute).
 */

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const LN2 = 0.6931471805599453

/** 2^n for a whole n in the normal range, by squaring: exact. */
function powerOfTwo(n: number): number {
  return n >= 0 ? power(2, n) : 1 / power(2, -n)
}

/** x^n for a whole n >= 0, by squaring. */
export function power(x: number, n: number): number {
  let result = 1
  for (let base = x, rest = n; rest > 0; rest = Math.floor(rest / 2), base *= base) {
    if (rest % 2 === 1) result *= base
  }
  return result
}

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 709.78) return Infinity
  if (x < -708) return 0
  const n = Math.floor(x / LN2 + 0.5)
  const r = x - n * LN2_HIGH - n * LN2_LOW
  let term = 1
  let sum = 1
  for (let k = 1; k <= 14; k++) {
    term *= r / k
    sum += term
  }
  return sum * powerOfTwo(n)
}

/** Natural logarithm; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN
  if (x === Infinity) return x
  let mantissa = x
  let n = 0
  while (mantissa > 1.4142135623730951) {
    mantissa /= 2
    n += 1
  }
  while (mantissa < 0.7071067811865476) {
    mantissa *= 2
    n -= 1
  }
  // ln m = 2 artanh((m - 1)/(m + 1)); the argument is at most 0.172.
  const t = (mantissa - 1) / (mantissa + 1)
  let sum = 0
  for (let k = 25; k >= 1; k -= 2) sum = sum * t * t + 1 / k
  return n * LN2_HIGH + (2 * t * sum + n * LN2_LOW)
}

/** x^y for x > 0. */
export function pow(x: number, y: number): number {
  return Number.isInteger(y) && y >= 0 ? power(x, y) : exp(y * log(x))
}

/** Cosine, for |x| up to a few thousand. */
export function cos(x: number): number {
  const turns = Math.floor(x / (2 * Math.PI) + 0.5)
  const r = x - turns * 2 * Math.PI
  let term = 1
  let sum = 1
  for (let k = 2; k <= 30; k += 2) {
    term *= (-r * r) / (k * (k - 1))
    sum += term
  }
  return sum
}
