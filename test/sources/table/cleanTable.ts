import { createRandom } from '../../../src/index.js'

/** A row of the clean table: what every damaged one must be read as. */
export interface CleanRow {
  readonly a: number | null
  readonly price: number | null
  readonly count: number | null
  readonly color: string | null
  readonly y: string
}

export const names = ['a', 'price', 'count', 'color', 'y'] as const

const { next, normal } = createRandom(77)
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

/** Numbers below and above a thousand, negative ones, whole ones; texts; labels. */
export const cleanRows: readonly CleanRow[] = Array.from({ length: 120 }, () => {
  const a = rounded(normal(), 3)
  return {
    a,
    price: rounded(20_000 + 9000 * normal(), 2),
    count: Math.floor(next() * 5000),
    color: ['red', 'green', 'blue'][Math.floor(next() * 3)] ?? 'red',
    y: a > 0.2 ? 'yes' : 'no',
  }
})

export type Cells = readonly (readonly string[])[]

/** The cells of rows as plain text. */
export const cellsOf = (rows: readonly CleanRow[]): Cells =>
  rows.map(({ a, price, count, color, y }) => [text(a), text(price), text(count), color ?? '', y])

const text = (value: number | null): string => (value === null ? '' : String(value))

/** Cells as CSV: quoted where they must be. */
export function csv(cells: Cells, { delimiter = ',', end = '\n', header = names as readonly string[] } = {}): string {
  const quoted = (cell: string): string =>
    cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
  return [header, ...cells].map((row) => row.map(quoted).join(delimiter) + end).join('')
}

/** What rows are read as. */
export const samplesOf = (rows: readonly CleanRow[]) => rows.map(({ y, ...x }) => ({ x, y }))

/** Digits in groups of three. */
export const grouped = (digits: string, separator: string): string => digits.replace(/\B(?=(\d{3})+$)/g, separator)

/** A number with these separators, as many digits after the decimal one as it has. */
export function written(value: number, decimal: string, thousands: string): string {
  const [whole = '', fraction] = String(Math.abs(value)).split('.')
  return `${value < 0 ? '-' : ''}${grouped(whole, thousands)}${fraction === undefined ? '' : decimal + fraction}`
}
