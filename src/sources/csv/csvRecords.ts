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

/** What rows look like. */
export interface CsvForm {
  readonly delimiter: string
  /** What lines begin with that are no rows. */
  readonly comment?: string
  /** Bytes a row may take. */
  readonly maxRecord?: number
  /** Cells of a row, where that is known. */
  readonly width?: number
}

/** Lines that a quote may swallow which each look like a row of their own; then the quote was a slip. */
const SWALLOWED_MAX = 64

/*
 * Rows are lines. A cell that begins with a quote goes on to the next quote that a delimiter or a line end follows, over line
 * ends too; a doubled quote in it is a quote, and so is one after a backslash, where it can't be the end. A quote in the middle
 * of another cell is a character like any other.
 *
 * A row whose quotes make no sense costs its first line, never the lines after it: they are read as rows of their own.
 */

/** Cuts lines of text into rows. Source: RFC 4180, and what spreadsheets and databases write besides. */
export function cutRows(text: string, form: CsvForm, { line, final, giveUp }: CutOptions): Cut<CsvRecord> {
  const { maxRecord = MAX_RECORD } = form
  const { lines, ends } = linesOf(text)
  const records: CsvRecord[] = []
  const cutter = new Cutter(lines, ends, form)
  for (let at = 0; at < lines.length; ) {
    const row = lines[at] as string
    if (row === '' || (form.comment !== undefined && row.startsWith(form.comment))) {
      at += 1
    } else if (isLonger(row, maxRecord)) {
      records.push({ reason: `longer than ${maxRecord} bytes`, line: line + at })
      at += 1
    } else if (!row.includes('"')) {
      records.push({ cells: row.split(form.delimiter), line: line + at })
      at += 1
    } else {
      const { cells, reason, end } = cutter.row(at)
      if (reason === OPEN && !final && !(giveUp && at === 0)) return { records, lines: at, open: lines.length - at }
      if (cells) records.push({ cells, line: line + at })
      else records.push({ reason, line: line + at })
      at = cells ? end : at + 1
    }
  }
  return { records, lines: lines.length, open: 0 }
}

/** The end of a line, by the number of the line. */
type LineEnds = (line: number) => string

/** Lines end with LF, CRLF or CR. A last line without an end counts, an empty one doesn't. */
function linesOf(text: string): { readonly lines: string[]; readonly ends: LineEnds } {
  const returns = text.includes('\r')
  const lines = returns ? text.split(/\r\n|\r|\n/) : text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  let found: string[] | undefined
  const ends = (line: number): string => {
    found ??= text.match(/\r\n|\r|\n/g) ?? []
    return found[line] ?? ''
  }
  return { lines, ends: returns ? ends : () => '\n' }
}

const OPEN = 'a quote is never closed'

type CutRow =
  | { readonly cells: readonly string[]; readonly reason?: undefined; readonly end: number }
  | { readonly cells?: undefined; readonly reason: string; readonly end: number }

/** Cuts rows with quotes. */
class Cutter {
  private readonly lines: readonly string[]
  private readonly ends: LineEnds
  private readonly form: CsvForm
  private at = 0
  private row_ = ''
  private from = 0

  constructor(lines: readonly string[], ends: LineEnds, form: CsvForm) {
    this.lines = lines
    this.ends = ends
    this.form = form
  }

  /** The row that begins at a line. */
  row(at: number): CutRow {
    const plain = this.cut(at, false)
    const { width } = this.form
    const lines = this.lines.slice(at, plain.end)
    if ((plain.cells && plain.cells.length === width) || !lines.some((line) => line.includes('\\"'))) return plain
    const escaped = this.cut(at, true)
    return escaped.cells && (width === undefined ? !plain.cells : escaped.cells.length === width) ? escaped : plain
  }

  /** @param escapes whether a backslash before a quote makes it a character, also before a delimiter */
  private cut(at: number, escapes: boolean): CutRow {
    this.at = at
    this.row_ = this.lines[at] as string
    this.from = 0
    const cells: string[] = []
    for (;;) {
      const cell = this.cell(escapes)
      if (typeof cell !== 'string') return { reason: cell.reason, end: this.at + 1 }
      cells.push(cell)
      if (this.from > this.row_.length) return { cells, end: this.at + 1 }
    }
  }

  /** Reads a cell, and goes on behind the delimiter after it; behind the end of the row where there is none. */
  private cell(escapes: boolean): string | { readonly reason: string } {
    const { delimiter } = this.form
    const open = quoteAt(this.row_, this.from, delimiter)
    if (open >= 0) {
      const begun = this.at
      const quoted = this.quoted(open + 1, escapes)
      if (typeof quoted === 'string' || open === this.from) return quoted
      // After blanks, a quote that isn't one is a character.
      this.at = begun
      this.row_ = this.lines[begun] as string
    }
    const end = this.row_.indexOf(delimiter, this.from)
    const cell = this.row_.slice(this.from, end < 0 ? undefined : end)
    this.from = end < 0 ? this.row_.length + 1 : end + delimiter.length
    return cell
  }

  /** Reads what stands between quotes. */
  private quoted(from: number, escapes: boolean): string | { readonly reason: string } {
    let text = ''
    let begin = from
    let search = from
    let swallowed = 0
    for (;;) {
      const quote = this.row_.indexOf('"', search)
      if (quote < 0) {
        text += this.row_.slice(begin) + this.ends(this.at)
        const next = this.lines[this.at + 1]
        swallowed = next !== undefined && this.looksLikeRow(next) ? swallowed + 1 : 0
        if (next === undefined || swallowed > SWALLOWED_MAX)
          return { reason: swallowed > SWALLOWED_MAX ? SWALLOWS : OPEN }
        this.at += 1
        this.row_ = next
        begin = 0
        search = 0
      } else if (escapes && backslashes(this.row_, quote) % 2 === 1) {
        text += `${this.row_.slice(begin, quote - 1)}"`
        begin = quote + 1
        search = begin
      } else if (this.row_[quote + 1] === '"') {
        text += this.row_.slice(begin, quote + 1)
        begin = quote + 2
        search = begin
      } else return this.closed(text + this.row_.slice(begin, quote), quote + 1)
    }
  }

  private looksLikeRow(line: string): boolean {
    const { width = 0, delimiter } = this.form
    return width > 2 && !line.includes('"') && line.split(delimiter).length === width
  }

  /** Goes on behind the delimiter that must follow a closing quote. */
  private closed(text: string, after: number): string | { readonly reason: string } {
    const { delimiter } = this.form
    let at = after
    while (isBlank(this.row_.charCodeAt(at)) && !this.row_.startsWith(delimiter, at)) at += 1
    if (at < this.row_.length && !this.row_.startsWith(delimiter, at)) {
      return { reason: `a quote is closed before the end of its cell, at column ${after}` }
    }
    this.from = at + delimiter.length
    if (at >= this.row_.length) this.from = this.row_.length + 1
    return text
  }
}

const SWALLOWS = 'a quote is not closed within its row'

/** Where a cell opens a quote, after blanks or not; -1 where it doesn't. */
function quoteAt(row: string, from: number, delimiter: string): number {
  let at = from
  while (isBlank(row.charCodeAt(at)) && !row.startsWith(delimiter, at)) at += 1
  return row.charCodeAt(at) === 34 ? at : -1
}

/** Blank, tab, no-break space, byte order mark. */
const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 160 || code === 0xfeff

function backslashes(text: string, before: number): number {
  let count = 0
  while (text.charCodeAt(before - 1 - count) === 92) count += 1
  return count
}
