const BARS = '▁▂▃▄▅▆▇█'

/** One bar per value from 0 to 1; a blank where there is none. */
export function sparkline(values: readonly (number | undefined)[]): string {
  return values.map((value) => (value === undefined ? ' ' : bar(value))).join('')
}

function bar(value: number): string {
  const step = Math.floor(Math.max(0, Math.min(1, value)) * BARS.length)
  return BARS.charAt(Math.min(step, BARS.length - 1))
}
