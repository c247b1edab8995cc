/** Float32 functions. */
export const exp = (x: number): number => Math.fround(Math.exp(x))
export const log = (x: number): number => Math.fround(Math.log(x))
export const expm1 = (x: number): number => Math.fround(Math.expm1(x))
export const log1p = (x: number): number => Math.fround(Math.log1p(x))
export const tanh = (x: number): number => Math.fround(Math.tanh(x))
export const sigmoid = (x: number): number => Math.fround(1 / (1 + Math.exp(-x)))
export const erf = (x: number): number => {
  const a = Math.abs(x)
  if (a > 4) return Math.sign(x)
  let term = x
  let sum = x
  for (let n = 1; n < 80; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return Math.fround((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum)
}
