/** Bounds of a number. `from` and `to` are included, `above` and `below` are not. */
export interface Bounds {
  readonly from?: number
  readonly above?: number
  readonly to?: number
  readonly below?: number
}

export const within = (value: number, { from, above, to, below }: Bounds): boolean =>
  (from === undefined || value >= from) &&
  (above === undefined || value > above) &&
  (to === undefined || value <= to) &&
  (below === undefined || value < below)

/** The bounds in words: ' of at least 0 and below 1'. */
export function inWords({ from, above, to, below }: Bounds): string {
  const least = from !== undefined ? `of at least ${from}` : above !== undefined ? `above ${above}` : undefined
  const most = to !== undefined ? `at most ${to}` : below !== undefined ? `below ${below}` : undefined
  const parts = [least, most].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`
}
