import { isMissingNumber } from '../table/values/missingMarks.js'
import { numberParts } from '../table/values/numberParts.js'

/** Names of columns, made unique. */
export interface HeaderNames {
  readonly names: readonly string[]
  /** The columns whose names the header left empty. */
  readonly unnamed: ReadonlySet<number>
  /** What was changed, in words; undefined where nothing was. */
  readonly changes: string | undefined
}

/** Names without blanks around them. An empty name becomes `column_3`, one that came before `price_2`. */
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

/** Rows that are compared with the first. */
const COMPARED = 200

/**
 * Whether the first row is one of the data, not a header: numbers stand in all its columns of numbers, and its texts come again
 * below. Whole numbers in even steps, such as years, are names all the same.
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
