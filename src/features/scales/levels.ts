/** Doubted values among the last rows, about, that are no burst: the column has several levels, as a machine that is on or off. */
const MANY = 250
/** Those rows. */
export const LAST_ROWS = 1000

/** Of one column: doubted values, and the row since when; 1 once its scale was made wide enough for all levels. */
const DOUBTED = 0
const SINCE = 1
const WIDENED = 2
export const LEVELS = 3

/** Counts a doubted value in this row. What is older than the last rows counts half, or not at all. Whether there are many. */
export function isOneOfMany(levels: Float64Array, at: number, row: number): boolean {
  const passed = row - levels[at + SINCE]!
  if (passed > LAST_ROWS) {
    levels[at + DOUBTED] = passed > 2 * LAST_ROWS ? 0 : levels[at + DOUBTED]! / 2
    levels[at + SINCE] = row
  }
  levels[at + DOUBTED]! += 1
  return levels[at + DOUBTED]! > MANY
}

export const isWidened = (levels: Float64Array, at: number): boolean => levels[at + WIDENED]! > 0

export function setWidened(levels: Float64Array, at: number, widened: boolean): void {
  levels[at + DOUBTED] = 0
  levels[at + WIDENED] = widened ? 1 : 0
}
