import type { TableOptions } from '../table/tableOptions.js'
import type { TableWarning } from '../table/tableReport.js'
import { delimiterOf, usualWidth } from './csvDelimiter.js'
import { type CsvRecord, type CsvRow, cutRows, isRow } from './csvRecords.js'
import { LINE_END, linesFrom, linesIn } from './textLines.js'
import { type HeaderNames, headerNames, isData, isNumber } from './csvHeader.js'

/** How a CSV is written. */
export interface CsvDialect {
  readonly delimiter: string
  /** The quotation mark, if it isn't ". */
  readonly quote?: string
  readonly header: HeaderNames
  /** The number of lines before the first row, the header included. */
  readonly lines: number
  /** The number of rows below the header, among the lines that were looked at. */
  readonly rows: number
  readonly warnings: readonly TableWarning[]
}

/** This many lines are looked at. */
const LINES = 200
/** At most this many rows may stand above the header. */
const ABOVE_MAX = 20
/** A header is compared with this many rows. */
const COMPARED = 10

/** Finds out how a CSV is written by its first lines. */
export function csvDialect(text: string, options: TableOptions): CsvDialect {
  const { skip = 0, target, comment, like = [] } = options
  const known = new Set([...(target === undefined ? [] : [target]), ...like.map(({ name }) => name)])
  const all = text.split(LINE_END, LINES + skip + 1)
  const sep = /^\ufeff?"?sep=(\\t|.)"?[;,\t|]*$/i.exec(all[skip] ?? '')?.[1]?.replace('\\t', '\t')
  const from = skip + (sep === undefined ? 0 : 1)
  const lines = all.slice(from, from + LINES).filter((line) => comment === undefined || !line.startsWith(comment))
  const delimiter = options.delimiter ?? sep ?? delimiterOf(lines, target)
  const quote = isSingleQuoted(lines, delimiter) ? { quote: "'" } : {}
  const form = { delimiter, ...quote, ...(comment === undefined ? {} : { comment }) }
  const { records } = cutRows(linesFrom(text, from, LINES), form, { line: from + 1, final: true, giveUp: false })
  const rows = records.filter(isRow)
  const at = options.skip === undefined ? headerAt(rows, known) : 0
  // A broken row right below the header must be set aside too, so the rows begin with it.
  const below = records[records.indexOf(rows[at] as CsvRecord) + 1]
  const end = below ? below.line - 1 : linesIn(text)
  return { ...withHeader(rows.slice(at), { target, known, delimiter, from, end }), ...quote }
}

/** Tells whether all cells of the first line are between single quotes. */
function isSingleQuoted(lines: readonly string[], delimiter: string): boolean {
  const first = lines.find((line) => line.trim() !== '') ?? ''
  const cells = first.split(delimiter).map((cell) => cell.trim())
  return first.length > 2 && cells.every((cell) => /^'.*'$/.test(cell))
}

/**
 * The index of the header. Titles and comments may stand above it. A title fills at most half of the cells that most rows have, or
 * leaves some empty while a header follows below. A row that begins with '#' is a comment if its number of cells is unusual, or if a
 * header follows below.
 */
function headerAt(rows: readonly CsvRow[], known: ReadonlySet<string>): number {
  const { width } = usualWidth(rows.map(({ cells }) => cells.length))
  const isKnown = ({ cells }: CsvRow): boolean => cells.some((cell) => known.has(cell.trim()))
  for (const [at, row] of rows.slice(0, ABOVE_MAX).entries()) {
    const filled = row.cells.filter((cell) => cell.trim() !== '').length
    if (filled === 0) continue
    if (isKnown(row)) return at
    const remark = row.cells[0]?.trimStart().startsWith('#') ?? false
    const inSight = (): boolean =>
      rows.slice(at + 1, ABOVE_MAX).some((below, i) => isKnown(below) || isHeader(rows.slice(at + 1 + i), width))
    const comment = remark && (row.cells.length !== width || width === 1 || inSight())
    // A header may lack the name of its first column. A title is short at its end.
    const named = row.cells.length === width && row.cells.at(-1)?.trim() !== ''
    const title = width > 1 && ((filled <= width / 2 && !named) || (filled < width && inSight()))
    if (!comment && !title) return at
  }
  return 0
}

/** Tells whether the first row has only texts, and a column below it has only numbers. */
function isHeader([first, ...below]: readonly CsvRow[], width: number): boolean {
  const cells = first?.cells ?? []
  if (cells.length !== width || cells.some((cell) => cell.trim() === '' || isNumber(cell.trim()))) return false
  const rows = below.slice(0, COMPARED).filter((row) => row.cells.length === width)
  return rows.length > 1 && cells.some((_, at) => rows.every((row) => isNumber((row.cells[at] ?? '').trim())))
}

interface Heading {
  readonly target: string | undefined
  /** Names of columns that are expected. A row with one of them is the header. */
  readonly known: ReadonlySet<string>
  readonly delimiter: string
  /** Lines that were passed over before, and lines to the first row below the header. */
  readonly from: number
  readonly end: number
}

/** @param rows the first is the header, if there is one */
function withHeader(rows: readonly CsvRow[], { target, known, delimiter, from, end }: Heading): CsvDialect {
  const [first] = rows
  const cells = (first?.cells ?? []).map((cell) => cell.trim())
  const body = rows.slice(1).map((row) => row.cells)
  const above = (first?.line ?? from + 1) - 1
  const warnings: TableWarning[] = []
  if (above > 0) {
    const lines = above === 1 ? 'one line' : `${above} lines`
    warnings.push({ code: 'PREAMBLE', message: `${lines} above the header passed over` })
  }
  if (!cells.some((cell) => known.has(cell)) && isData(cells, body)) {
    warnings.push(noHeader(cells.length, target))
    const header = numbered(cells.length, target)
    return { delimiter, header, lines: above, rows: rows.length, warnings }
  }
  const header = headerNames(hasRowNames(cells, body) ? ['', ...cells] : cells)
  if (header.changes !== undefined) warnings.push({ code: 'HEADER_NAMES', message: `the header: ${header.changes}` })
  return { delimiter, header, lines: end, rows: body.length, warnings }
}

/** Tells whether rows have one cell more than the header, and it isn't an empty last one: then each begins with the name of the row. */
function hasRowNames(header: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const compared = rows.filter((row) => row.length > 1)
  const longer = compared.filter((row) => row.length === header.length + 1 && row.at(-1)?.trim() !== '')
  return header.length > 1 && compared.length > 1 && longer.length > 0.9 * compared.length
}

/** Names the columns of a table without a header. The target is the last column, as is usual for such tables. */
function numbered(count: number, target: string | undefined): HeaderNames {
  const names = Array.from({ length: count }, (_, at) => `column_${at + 1}`)
  if (target !== undefined && !names.includes(target)) names[count - 1] = target
  return { names, unnamed: new Set(), changes: undefined }
}

function noHeader(count: number, target: string | undefined): TableWarning {
  const last = /^column_\d+$/.test(target ?? 'column_1') ? '' : `; '${target}' is taken to be the last, column_${count}`
  return {
    code: 'NO_HEADER',
    message: `the first line looks like data, so the columns are called column_1 to column_${count}${last}`,
  }
}
