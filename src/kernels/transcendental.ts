/*
 * Float32 functions of our own, because engines differ in the last bits of Math.exp and its kin. One rounding per
 * step, in exactly the order of simd/transcendental.ts, so that both machines leave the same bits.
 *
 * Method (see Muller, Elementary Functions, 2016): reduction by multiples of ln 2 held in two parts, a polynomial
 * fitted to the reduced range (weighted least maximum by Lawson's iteration), and powers of two by exponent bits.
 * Bounds in ulps are against float64, over every 1511th float32. Arguments are float32 numbers. NaN stays NaN; too large gives Infinity, too small 0.
 */

const f = Math.fround
const number = new Float32Array(1)
const bits = new Int32Array(number.buffer)

const LOG2E = f(1.4426950408889634)
/** ln 2 to 9 bits (355/512), so that its product with an exponent is exact; LN2_LOW is the rest. */
const LN2_HIGH = f(0.693359375)
const LN2_LOW = f(-2.1219444005469058e-4)
/** 1.5 * 2^23: adding and subtracting it rounds to the nearest whole number, ties to even. */
const ROUNDER = 12582912

const P0 = f(0.5)
const P1 = f(0.166665181517601)
const P2 = f(0.04166620597243309)
const P3 = f(0.008368954062461853)
const P4 = f(0.0013950599823147058)

const L0 = f(0.6666666269302368)
const L1 = f(0.4000033736228943)
const L2 = f(0.28537169098854065)
const L3 = f(0.23584988713264465)

/** erf(x) = x + x P(x^2) below ERF_SPLIT. */
const ERF_SMALL: readonly number[] = [
  -0.0006201285868883133, 0.005031838547438383, -0.026791255921125412, 0.11282449960708618, -0.3761255145072937,
  0.12837915122509003,
].map(f)
/** log(erfc(x)) = Q(x) from ERF_SPLIT to 4. */
const ERF_LARGE: readonly number[] = [
  0.00020109287288505584, -0.003093218430876732, 0.022423818707466125, -0.10433477908372879, -0.6367291808128357,
  -1.1279407739639282, -0.0001324868353549391,
].map(f)
const ERF_SPLIT = 0.875

const power = (exponent: number): number => {
  bits[0] = (exponent + 127) << 23
  return number[0] as number
}

/** Horner's rule, highest coefficient first. */
const polynomial = (coefficients: readonly number[], x: number): number => {
  let sum = coefficients[0] as number
  for (let i = 1; i < coefficients.length; i++) sum = f(f(sum * x) + (coefficients[i] as number))
  return sum
}

const nearest = (x: number): number => f(f(x + ROUNDER) - ROUNDER)

/** e^r - 1 for x = n ln 2 + r. */
const reducedExpm1 = (x: number, n: number): number => {
  const r = f(f(x - f(n * LN2_HIGH)) - f(n * LN2_LOW))
  let p = f(f(P4 * r) + P3)
  p = f(f(p * r) + P2)
  p = f(f(p * r) + P1)
  p = f(f(p * r) + P0)
  return f(f(f(r * r) * p) + r)
}

/** e^x, within 1 ulp (2 where the result is subnormal). */
export const exp = (x: number): number => {
  const clamped = Math.min(Math.max(x, -104), 89)
  const n = nearest(f(clamped * LOG2E))
  const value = f(1 + reducedExpm1(clamped, n))
  const half = (n | 0) >> 1
  return f(f(value * power(half)) * power((n | 0) - half))
}

/** e^x - 1, within 2 ulp. */
export const expm1 = (x: number): number => {
  const clamped = Math.min(Math.max(x, -18), 89)
  const n = nearest(f(clamped * LOG2E))
  const half = power((n | 0) - 1)
  return f(f(f(reducedExpm1(clamped, n) * half) + f(half - 0.5)) * 2)
}

/** log(1 + fraction) + exponent ln 2 + rest, for 1 + fraction in [sqrt(1/2), sqrt(2)). */
const combineLog = (fraction: number, exponent: number, rest: number): number => {
  const s = f(fraction / f(2 + fraction))
  const z = f(s * s)
  let p = f(f(L3 * z) + L2)
  p = f(f(p * z) + L1)
  p = f(f(p * z) + L0)
  const halfSquare = f(f(fraction * fraction) * 0.5)
  const tail = f(f(s * f(halfSquare + f(z * p))) + f(f(exponent * LN2_LOW) + rest))
  return f(f(exponent * LN2_HIGH) + f(fraction - f(halfSquare - tail)))
}

/** What log gives outside of (0, Infinity); `inside` in it. */
const logEdges = (x: number, inside: number): number => {
  if (x === 0) return Number.NEGATIVE_INFINITY
  if (x === Number.POSITIVE_INFINITY) return x
  return x > 0 ? inside : Number.NaN
}

/** Natural logarithm, within 1 ulp. log(0) = -Infinity, and NaN below. */
export const log = (x: number): number => {
  const tiny = x < 1.1754943508222875e-38
  number[0] = tiny ? f(x * 8388608) : x
  const shifted = ((bits[0] as number) + (0x3f800000 - 0x3f3504f3)) | 0
  const exponent = (shifted >> 23) - 127 - (tiny ? 23 : 0)
  bits[0] = (shifted & 0x7fffff) + 0x3f3504f3
  return logEdges(x, combineLog(f((number[0] as number) - 1), exponent, 0))
}

/** log(1 + x), within 2 ulp; what 1 + x loses to rounding is added back (Kahan). */
export const log1p = (x: number): number => {
  const u = f(1 + x)
  number[0] = u
  const shifted = ((bits[0] as number) + (0x3f800000 - 0x3f3504f3)) | 0
  const exponent = (shifted >> 23) - 127
  bits[0] = (shifted & 0x7fffff) + 0x3f3504f3
  const lost = x >= 1 ? f(1 - f(u - x)) : f(x - f(u - 1))
  const fraction = exponent === 0 ? x : f((number[0] as number) - 1)
  return logEdges(u, combineLog(fraction, exponent, exponent === 0 ? 0 : f(lost / u)))
}

/** Hyperbolic tangent as t/(t + 2) with t = e^(2|x|) - 1, within 3 ulp. */
export const tanh = (x: number): number => {
  const t = expm1(f(2 * Math.min(Math.abs(x), 10)))
  const value = f(t / f(t + 2))
  return x < 0 || Object.is(x, -0) ? -value : value
}

/** 1/(1 + e^-x), within 2 ulp; 0 where e^-x overflows. */
export const sigmoid = (x: number): number => f(1 / f(1 + exp(-x)))

/** The error function, within 2 ulp. */
export const erf = (x: number): number => {
  const size = Math.min(Math.abs(x), 4)
  const small = f(f(size * polynomial(ERF_SMALL, f(size * size))) + size)
  const large = f(1 - exp(polynomial(ERF_LARGE, size)))
  const value = size < ERF_SPLIT ? small : large
  return x < 0 || Object.is(x, -0) ? -value : value
}
