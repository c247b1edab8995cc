import { type CsvForm, type LineEnds, OPEN, QuotedRows } from './quotedRows.js'
import { type Cut, type CutOptions, isLonger, MAX_RECORD } from '../files/recordBatches.js'

/** A row of cells. */
export interface CsvRow {
  readonly cells: readonly string[]
  /** Of its first line, from 1. */
  readonly line: number
}

/** A row that no reading of the quotes makes sense of. */
export interface BrokenRow {
  readonly line: number
  readonly reason: string
}

export type CsvRecord = CsvRow | BrokenRow

export const isRow = (record: CsvRecord): record is CsvRow => 'cells' in record

/*
 * Rows are lines. A cell that begins with a quote goes on to the next quote that a delimiter or a line end follows, over line
 * ends too; a doubled quote in it is a quote, and so is one after a backslash, where it can't be the end. A quote in the middle
 * of another cell is a character like any other.
 *
 * A row whose quotes make no sense costs its first line, never the lines after it: they are read as rows of their own.
 */

/** Cuts lines of text into rows. Source: RFC 4180, and what spreadsheets and databases write besides. */
export function cutRows(text: string, form: CsvForm, { line, final, giveUp }: CutOptions): Cut<CsvRecord> {
  const { maxRecord = MAX_RECORD, quote = '"' } = form
  const { lines, ends } = linesOf(text, form.delimiter)
  const records: CsvRecord[] = []
  const quotes = new QuotedRows(lines, ends, form)
  for (let at = 0; at < lines.length; ) {
    const row = lines[at] as string
    if (row === '' || (form.comment !== undefined && row.startsWith(form.comment))) {
      at += 1
    } else if (isLonger(row, maxRecord)) {
      records.push({ reason: `longer than ${maxRecord} bytes`, line: line + at })
      at += 1
    } else if (!row.includes(quote)) {
      records.push({ cells: row.split(form.delimiter), line: line + at })
      at += 1
    } else {
      const { cells, reason, end } = quotes.row(at)
      if (reason === OPEN && !final && !(giveUp && at === 0)) return { records, lines: at, open: lines.length - at }
      if (cells) records.push({ cells, line: line + at })
      else records.push({ reason, line: line + at })
      at = cells ? end : at + 1
    }
  }
  return { records, lines: lines.length, open: 0 }
}

/** Lines end with LF, CRLF or CR. A last line without an end counts, an empty one doesn't. */
function linesOf(text: string, delimiter: string): { readonly lines: string[]; readonly ends: LineEnds } {
  const returns = text.includes('\r')
  const lines = returns ? text.split(/\r\n|\r|\n/) : text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  // Blanks that separate cells fill up columns too.
  if (delimiter === ' ') for (const [at, line] of lines.entries()) lines[at] = line.trim().replace(/[ \t]+/g, ' ')
  let found: string[] | undefined
  const ends = (line: number): string => {
    found ??= text.match(/\r\n|\r|\n/g) ?? []
    return found[line] ?? ''
  }
  return { lines, ends: returns ? ends : () => '\n' }
}
