import { isMissingNumber } from '../table/values/missingMarks.js'
import { numberParts } from '../table/values/numberParts.js'

/** The names of columns, made unique. */
export interface HeaderNames {
  readonly names: readonly string[]
  /** The columns that have no name in the header. */
  readonly unnamed: ReadonlySet<number>
  /** What was changed, in words. Undefined if nothing was changed. */
  readonly changes: string | undefined
}

/** Trims names and makes them unique: an empty name becomes `column_3`, a second `price` becomes `price_2`. */
export function headerNames(cells: readonly string[]): HeaderNames {
  const trimmed = cells.map((cell) => cell.trim())
  const taken = new Set(trimmed)
  const seen = new Set<string>()
  const unnamed = new Set<number>()
  const renamed: string[] = []
  const free = (name: (n: number) => string, from: number): string => {
    let n = from
    while (taken.has(name(n))) n += 1
    taken.add(name(n))
    return name(n)
  }
  const names = trimmed.map((name, at) => {
    if (name !== '' && !seen.has(name)) {
      seen.add(name)
      return name
    }
    const unique = name === '' ? free((n) => `column_${n}`, at + 1) : free((n) => `${name}_${n}`, 2)
    if (name === '') unnamed.add(at)
    renamed.push(name === '' ? `'${unique}' had no name` : `'${unique}' was named '${name}', as another`)
    return unique
  })
  const more = renamed.length > 5 ? ` and ${renamed.length - 5} more` : ''
  return { names, unnamed, changes: renamed.length === 0 ? undefined : `${renamed.slice(0, 5).join(', ')}${more}` }
}

/** The number of rows that the first row is compared with. */
const COMPARED = 200

/**
 * Tells whether the first row is data, not a header. It is data if it has numbers in all columns of numbers, and each of its texts
 * occurs again below. Whole numbers in even steps, such as years, count as names.
 */
export function isData(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const compared = rows.filter((row) => row.length === first.length).slice(0, COMPARED)
  if (compared.length < 2) return false
  let numbers = 0
  for (const [at, cell] of first.entries()) {
    const values = compared.map((row) => (row[at] ?? '').trim())
    const present = values.filter((value) => !isMissingNumber(value))
    const numeric = present.length > 0 && present.filter(isNumber).length >= 0.95 * present.length
    if (numeric && isNumber(cell.trim())) numbers += 1
    else if (numeric ? !isMissingNumber(cell.trim()) || cell.trim() === '' : !values.includes(cell.trim())) return false
  }
  return numbers > 0 && !areSteps(first)
}

export const isNumber = (text: string): boolean => numberParts(text) !== undefined

function areSteps(cells: readonly string[]): boolean {
  const numbers = cells
    .map((cell) => cell.trim())
    .filter((cell) => /^-?\d+$/.test(cell))
    .map(Number)
  const [first = 0, second = 0] = numbers
  const step = second - first
  const whole = numbers.length === cells.filter((cell) => isNumber(cell.trim())).length
  return whole && numbers.length > 1 && step !== 0 && numbers.every((value, at) => value === first + at * step)
}
