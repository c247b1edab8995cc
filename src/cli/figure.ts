/** A whole number with its thousands apart. */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US')

/**
 * A number for people, in about four digits: `0.9533`, `12,346`, `2.313e-9`. A value that only rounds to 1, such as 0.999999,
 * is given with the digits that tell it from 1. `-` for what is not known.
 */
export function figure(value: unknown): string {
  if (typeof value !== 'number' || Number.isNaN(value)) return '-'
  const size = Math.abs(value)
  if (size === Number.POSITIVE_INFINITY) return value > 0 ? 'infinite' : '-infinite'
  if (size >= 1e12 || (size < 1e-4 && size > 0)) return value.toExponential(3)
  if (size >= 999.95) return count(value)
  let digits = 4
  while (size !== 1 && digits < 17 && Math.abs(Number(value.toPrecision(digits))) === 1) digits += 1
  return value.toPrecision(digits)
}
