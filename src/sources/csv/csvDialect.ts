import type { TableOptions } from '../table/tableOptions.js'
import type { TableWarning } from '../table/tableReport.js'
import { cellsOf, delimiterOf, usualWidth } from './csvDelimiter.js'
import { cutRows, isRow } from './csvRecords.js'
import { type HeaderNames, headerNames, isData } from './csvHeader.js'

/** How a CSV is written, as its first lines show. */
export interface CsvDialect {
  readonly delimiter: string
  readonly header: HeaderNames
  /** Lines before the first row: what is above the header, and the header. */
  readonly lines: number
  /** Rows among the lines that were looked at. */
  readonly rows: number
  readonly warnings: readonly TableWarning[]
}

/** Lines that are looked at. */
const LINES = 200
/** Lines that may stand above the header. */
const ABOVE_MAX = 20

/** Reads how a CSV is written off its first lines. */
export function csvDialect(text: string, options: TableOptions): CsvDialect {
  const { skip = 0, target, comment } = options
  const all = text.split(/\r\n|\r|\n/, LINES + skip + 1)
  const sep = /^\ufeff?"?sep=(.)"?[;,\t|]*$/i.exec(all[skip] ?? '')?.[1]
  const from = skip + (sep === undefined ? 0 : 1)
  const lines = all.slice(from, from + LINES)
  const isComment = (line: string): boolean => comment !== undefined && line.startsWith(comment)
  const delimiter =
    options.delimiter ??
    sep ??
    delimiterOf(
      lines.filter((line) => !isComment(line)),
      target,
    )
  const above = options.skip === undefined ? linesAbove(lines, { delimiter, target, isComment }) : 0
  return withHeader(text, from + above, { delimiter, options })
}

interface Looking {
  readonly delimiter: string
  readonly target: string | undefined
  readonly isComment: (line: string) => boolean
}

/**
 * How many lines above the header are none: comments, titles, empty ones. A title fills at most half of the cells that most
 * lines have, or fewer than all where the target stands in a line below. A line that begins with '#' is a comment where it has
 * another number of cells than most lines.
 */
function linesAbove(lines: readonly string[], { delimiter, target, isComment }: Looking): number {
  const rows = lines.map((line) => cellsOf(line, delimiter))
  const { width } = usualWidth(rows.filter((_, at) => (lines[at] ?? '').trim() !== '').map(({ length }) => length))
  const filled = (at: number): number => (rows[at] ?? []).filter((cell) => cell.trim() !== '').length
  const hasTarget = (at: number): boolean =>
    target !== undefined && (rows[at] ?? []).some((cell) => cell.trim() === target)
  const below = (from: number): boolean => rows.slice(from, ABOVE_MAX).some((_, at) => hasTarget(from + at))
  for (let at = 0; at < Math.min(ABOVE_MAX, lines.length); at++) {
    const line = lines[at] ?? ''
    if (filled(at) === 0 || isComment(line)) continue
    if (hasTarget(at)) return at
    const marked = line.startsWith('#') && (rows[at]?.length !== width || width === 1)
    const title = width > 1 && (filled(at) <= width / 2 || (filled(at) < width && below(at + 1)))
    if (!marked && !title) return at
  }
  return 0
}

interface Heading {
  readonly delimiter: string
  readonly options: TableOptions
}

/** @param from lines above the header */
function withHeader(text: string, from: number, { delimiter, options }: Heading): CsvDialect {
  const { target, comment } = options
  const form = { delimiter, ...(comment === undefined ? {} : { comment }) }
  const { records } = cutRows(linesFrom(text, from, LINES), form, { line: from + 1, final: true, giveUp: false })
  const [first, ...rows] = records.filter(isRow)
  const cells = (first?.cells ?? []).map((cell) => cell.trim())
  const body = rows.map((row) => row.cells)
  const warnings: TableWarning[] = []
  if (from > 0)
    warnings.push({
      code: 'PREAMBLE',
      message: `${from === 1 ? 'one line' : `${from} lines`} above the header passed over`,
    })
  const known = target !== undefined && cells.includes(target)
  if (!known && isData(cells, body)) {
    warnings.push(noHeader(cells.length, target))
    return { delimiter, header: numbered(cells.length, target), lines: from, rows: body.length + 1, warnings }
  }
  const header = headerNames(hasRowNames(cells, body) ? ['', ...cells] : cells)
  if (header.changes !== undefined) warnings.push({ code: 'HEADER_NAMES', message: `the header: ${header.changes}` })
  const next = records[first ? records.indexOf(first) + 1 : 0]
  return { delimiter, header, lines: next ? next.line - 1 : linesIn(text), rows: body.length, warnings }
}

/** Whether rows have one cell more than the header, and it isn't an empty last one: they begin with a name that has no title. */
function hasRowNames(header: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const compared = rows.filter((row) => row.length > 1)
  const longer = compared.filter((row) => row.length === header.length + 1 && row.at(-1)?.trim() !== '')
  return header.length > 1 && compared.length > 1 && longer.length > 0.9 * compared.length
}

/** Columns without a header. The target, whatever it is called, is the last: that is where tables without a header have it. */
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

const LINE = /\r\n|\r|\n/g

/** At most so many lines of a text, from one on. */
function linesFrom(text: string, from: number, count: number): string {
  let [line, begin] = [0, 0]
  for (const { index, 0: end } of text.matchAll(LINE)) {
    line += 1
    if (line === from) begin = index + end.length
    if (line === from + count) return text.slice(begin, index + end.length)
  }
  return line < from ? '' : text.slice(begin)
}

const linesIn = (text: string): number =>
  [...text.matchAll(LINE)].length + (/[\r\n]$/.test(text) || text === '' ? 0 : 1)
