/** Fewer rows than this prove nothing. */
const ROWS_MIN = 20
/** In a column that renames another, each value occurs at least this often on average. */
const TIMES_MIN = 4
/** Numbers count as equal if they differ by at most this share. */
const ALIKE = 1e-9

/**
 * Tells whether a column gives the target away: it is `equal` to it, `proportional` to it, or `renamed`: it has another name for each
 * value of the target. A column that only predicts the target well is no leak.
 *
 * @param column the values, row by row; undefined if missing
 */
export function leak(
  column: readonly (string | number | undefined)[],
  target: readonly (string | number | undefined)[],
): 'equal' | 'proportional' | 'renamed' | undefined {
  const pairs = column.flatMap((value, row) => {
    const wanted = target[row]
    return value === undefined || wanted === undefined ? [] : [[value, wanted] as const]
  })
  const different = new Set(pairs.map(([, wanted]) => wanted)).size
  if (pairs.length < ROWS_MIN || different < 2) return undefined
  if (pairs.every(([value, wanted]) => alike(value, wanted))) return 'equal'
  if (areProportional(pairs)) return 'proportional'
  // Values must repeat: two columns without repetitions always rename each other.
  return different <= pairs.length / TIMES_MIN && areRenamed(pairs) ? 'renamed' : undefined
}

type Pair = readonly [string | number, string | number]

const alike = (a: string | number, b: string | number): boolean =>
  a === b ||
  (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= ALIKE * Math.max(Math.abs(a), Math.abs(b)))

function areProportional(pairs: readonly Pair[]): boolean {
  const [value, wanted] = pairs.find(([, other]) => other !== 0) ?? [0, 0]
  if (typeof value !== 'number' || typeof wanted !== 'number' || value === 0) return false
  const factor = wanted / value
  return pairs.every(([x, y]) => typeof x === 'number' && alike(x * factor, y))
}

function areRenamed(pairs: readonly Pair[]): boolean {
  const to = new Map<string | number, string | number>()
  for (const [value, wanted] of pairs) {
    const before = to.get(value)
    if (before !== undefined && before !== wanted) return false
    to.set(value, wanted)
  }
  return to.size === new Set(to.values()).size
}

/** Fewer numbers than this grow by chance. */
const GROWING_MIN = 50

/** Tells whether whole numbers only grow, or only fall, from row to row, as an identifier or a time does. */
export function isGrowing(values: readonly (number | undefined)[]): boolean {
  const numbers = values.filter((value) => value !== undefined)
  if (numbers.length < values.length || numbers.length < GROWING_MIN || !numbers.every(Number.isInteger)) return false
  const pairs = numbers.slice(1).map((value, at) => value - (numbers[at] ?? 0))
  return pairs.every((step) => step > 0) || pairs.every((step) => step < 0)
}

/** Tells whether whole numbers grow by the same step from row to row, as a count or a clock does. */
export function isRunning(values: readonly (number | undefined)[]): boolean {
  const numbers = values.filter((value) => value !== undefined)
  const [first = 0, second = 0] = numbers
  const step = second - first
  if (numbers.length < values.length || numbers.length < ROWS_MIN || step === 0 || !Number.isInteger(first))
    return false
  return Number.isInteger(step) && numbers.every((value, row) => value === first + row * step)
}

const LONG_NUMBER = /^[-+]?\d{16,}$/
const CODE = /^(?:[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{24}|[0-9a-f]{32,128}|[0-9a-hjkmnp-tv-z]{26})$/i

/**
 * Tells whether values are identifiers, all different: whole numbers that are too long for a double, UUIDs, hashes and the like.
 * They name a row and tell nothing about it.
 */
export function areIdentifiers(values: readonly string[]): boolean {
  if (values.length < ROWS_MIN || new Set(values).size < values.length) return false
  return (
    values.every((value) => CODE.test(value)) ||
    values.every((value) => LONG_NUMBER.test(value) && !Number.isSafeInteger(+value))
  )
}
