import { type CsvForm, type LineEnds, OPEN, QuotedRows } from './quotedRows.js'
import { type Cut, type CutOptions, isLonger, MAX_RECORD } from '../files/recordBatches.js'

/** A row of cells. */
export interface CsvRow {
  readonly cells: readonly string[]
  /** Of its first line, from 1. */
  readonly line: number
}

/** A row that cannot be read, with the reason. */
export interface BrokenRow {
  readonly line: number
  readonly reason: string
}

export type CsvRecord = CsvRow | BrokenRow

export const isRow = (record: CsvRecord): record is CsvRow => 'cells' in record

/*
 * A row is a line. A cell that begins with a quote ends at the next quote that is followed by a delimiter or a line end. It may
 * hold line ends. Within it, a doubled quote stands for one quote. So does a quote after a backslash, if the cell cannot end there.
 * In a cell that does not begin with a quote, a quote is a character like any other.
 *
 * If the quotes of a row make no sense, its first line is set aside. The lines after it are read as rows of their own.
 */

/** Cuts lines of text into rows. Source: RFC 4180, extended by what spreadsheets and databases write. */
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

/** Splits at LF, CRLF and CR. A last line without a line end counts, unless it is empty. */
function linesOf(text: string, delimiter: string): { readonly lines: string[]; readonly ends: LineEnds } {
  const returns = text.includes('\r')
  const lines = returns ? text.split(/\r\n|\r|\n/) : text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  // Where blanks separate cells, several blanks in a row only align columns.
  if (delimiter === ' ') for (const [at, line] of lines.entries()) lines[at] = line.trim().replace(/[ \t]+/g, ' ')
  let found: string[] | undefined
  const ends = (line: number): string => {
    found ??= text.match(/\r\n|\r|\n/g) ?? []
    return found[line] ?? ''
  }
  return { lines, ends: returns ? ends : () => '\n' }
}
