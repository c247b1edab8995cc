/** The end of a line, by the number of the line. */
export type LineEnds = (line: number) => string

/** How rows are written. */
export interface CsvForm {
  readonly delimiter: string
  /** The quotation mark of cells. Default: ". */
  readonly quote?: string
  /** Lines that begin with this are no rows. */
  readonly comment?: string
  /** The longest row allowed, in bytes. */
  readonly maxRecord?: number
  /** The number of cells of a row, if it is known. */
  readonly width?: number
}

/** If an open quote swallows more lines than this, and each looks like a whole row, the quote was a slip. */
const SWALLOWED_MAX = 16

/** The reason for a row whose end may still come. */
export const OPEN = 'a quote is never closed'

export type QuotedRow =
  | { readonly cells: readonly string[]; readonly reason?: undefined; readonly end: number }
  | { readonly cells?: undefined; readonly reason: string; readonly end: number }

/** Cuts rows that have quotes. */
export class QuotedRows {
  private readonly lines: readonly string[]
  private readonly ends: LineEnds
  private readonly form: CsvForm
  private readonly quote: string
  private at = 0
  private row_ = ''
  private from = 0

  constructor(lines: readonly string[], ends: LineEnds, form: CsvForm) {
    this.lines = lines
    this.ends = ends
    this.form = form
    this.quote = form.quote ?? '"'
  }

  /** Reads the row that begins at this line. */
  row(at: number): QuotedRow {
    const row = this.escaped(at)
    const { delimiter, width } = this.form
    if (row.cells || delimiter !== '\t') return row
    // Many programs that separate cells by tabs do not quote. There a quote is a character.
    const cells = (this.lines[at] as string).split(delimiter)
    return cells.length === width ? { cells, end: at + 1 } : row
  }

  /** Reads the row with doubled quotes. If that fails, reads it with backslashes before quotes. */
  private escaped(at: number): QuotedRow {
    const plain = this.cut(at, false)
    const { width } = this.form
    const lines = this.lines.slice(at, plain.end)
    if ((plain.cells && plain.cells.length === width) || !lines.some((line) => line.includes(`\\${this.quote}`)))
      return plain
    const escaped = this.cut(at, true)
    return escaped.cells && (width === undefined ? !plain.cells : escaped.cells.length === width) ? escaped : plain
  }

  /** @param escapes whether a backslash before a quote makes it a character, also before a delimiter */
  private cut(at: number, escapes: boolean): QuotedRow {
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

  /** Reads one cell and moves behind the delimiter after it, or behind the end of the row. */
  private cell(escapes: boolean): string | { readonly reason: string } {
    const { delimiter } = this.form
    const open = this.quoteAt(this.from)
    if (open >= 0) {
      const begun = this.at
      const quoted = this.quoted(open + 1, escapes)
      if (typeof quoted === 'string' || open === this.from) return quoted
      // The quote was not closed properly. After blanks it is a character.
      this.at = begun
      this.row_ = this.lines[begun] as string
    }
    const end = this.row_.indexOf(delimiter, this.from)
    const cell = this.row_.slice(this.from, end < 0 ? undefined : end)
    this.from = end < 0 ? this.row_.length + 1 : end + delimiter.length
    return cell
  }

  /** The index of the quote that opens a cell, with or without blanks before it. -1 if there is none. */
  private quoteAt(from: number): number {
    const { row_: row } = this
    let at = from
    while (isBlank(row.charCodeAt(at)) && !row.startsWith(this.form.delimiter, at)) at += 1
    return row[at] === this.quote ? at : -1
  }

  /** Reads the text between quotes. */
  private quoted(from: number, escapes: boolean): string | { readonly reason: string } {
    let text = ''
    let begin = from
    let search = from
    let swallowed = 0
    for (;;) {
      const quote = this.row_.indexOf(this.quote, search)
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
        text += this.row_.slice(begin, quote - 1) + this.quote
        begin = quote + 1
        search = begin
      } else if (this.row_[quote + 1] === this.quote) {
        text += this.row_.slice(begin, quote + 1)
        begin = quote + 2
        search = begin
      } else return this.closed(text + this.row_.slice(begin, quote), quote + 1)
    }
  }

  private looksLikeRow(line: string): boolean {
    const { width = 0, delimiter } = this.form
    return width > 2 && !line.includes(this.quote) && line.split(delimiter).length === width
  }

  /** Moves behind the delimiter that must follow a closing quote. */
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

/** Blank, tab, no-break space, byte order mark. */
const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 160 || code === 0xfeff

function backslashes(text: string, before: number): number {
  let count = 0
  while (text.charCodeAt(before - 1 - count) === 92) count += 1
  return count
}
