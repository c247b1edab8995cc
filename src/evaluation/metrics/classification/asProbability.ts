/** A number from 0 to 1: what is beyond counts as the nearer of both, what is no number as 0. */
export function asProbability(value: number | undefined): number {
  if (value === undefined || !(value > 0)) return 0
  return value < 1 ? value : 1
}
