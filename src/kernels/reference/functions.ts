import { erf, exp, expm1, log, log1p, sigmoid, tanh } from '../transcendental.js'

/** The functions of `Unary`, in order, for one precision. */
export type UnaryTable = readonly ((x: number) => number)[]

/** Abramowitz and Stegun 7.1.6: terms of one sign, so nothing cancels; good to 1e-15. */
const erfSeries = (x: number): number => {
  if (Math.abs(x) > 6) return Math.sign(x)
  const square = x * x
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * square) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum
}

/** Zero of either sign gives 0; NaN stays. */
const sign = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : x !== x ? x : 0)

const table = (
  round: (x: number) => number,
  f: Readonly<Record<'exp' | 'log' | 'expm1' | 'log1p' | 'tanh' | 'sigmoid' | 'erf', (x: number) => number>>,
): UnaryTable => [
  (x) => x,
  (x) => -x,
  Math.abs,
  sign,
  (x) => round(Math.sqrt(x)),
  f.exp,
  f.log,
  f.expm1,
  f.log1p,
  f.tanh,
  f.sigmoid,
  (x) => Math.max(x, 0),
  (x) => (x > 0 ? 1 : 0),
  f.erf,
  (x) => round(x * x),
  (x) => round(1 / x),
]

/** Our own functions, one rounding per step. */
export const unary32: UnaryTable = table(Math.fround, { exp, log, expm1, log1p, tanh, sigmoid, erf })

/** The engine's functions: for checks, where the last bit may differ between engines. */
export const unary64: UnaryTable = table((x) => x, {
  exp: Math.exp,
  log: Math.log,
  expm1: Math.expm1,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  erf: erfSeries,
})
