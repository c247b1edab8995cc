import type { Sample } from '../../features/sample.js'
import type { Unreadable } from '../sampleSource.js'
import { Column, type ColumnContext, type Value } from '../table/column.js'
import type { TableOptions } from '../table/tableOptions.js'
import type { TableSchema } from '../table/tableSchema.js'
import { TargetReader, type TargetReaderOptions } from '../table/targetReader.js'
import type { CsvRow } from './csvRecords.js'

type Mutable = { -readonly [Key in keyof Sample]: Sample[Key] }
type Reject = (unreadable: Unreadable) => void

/** Turns rows into samples by a schema. A row that doesn't fit is set aside with its line. */
export class CsvSamples {
  readonly columns: readonly Column[]
  readonly target: TargetReader | undefined
  /** The number of rows that became samples, and how many of them were longer or shorter than the header. */
  samples = 0
  ragged = 0
  private readonly schema: TableSchema
  private readonly names: readonly string[]
  private readonly features: readonly number[]
  private readonly targetAt: number
  private readonly id: number
  private readonly at: number
  private readonly reject: Reject
  private readonly delimiter: string | undefined
  /** Whether a column is called `__proto__`: an assignment would not make a field of that name. */
  private readonly hasProto: boolean
  /** The columns whose value is missing in the current row. */
  private readonly gaps: Column[] = []
  private readonly infinite: Column[] = []

  constructor(
    schema: TableSchema,
    options: TableOptions,
    {
      context,
      targets,
      reject,
    }: { readonly context: ColumnContext; readonly targets: TargetReaderOptions; readonly reject: Reject },
  ) {
    this.schema = schema
    this.delimiter = context.delimiter
    this.columns = schema.columns.map((column) => new Column(column, context))
    this.names = schema.columns.map(({ name }) => name)
    this.targetAt = this.indexOf(schema.target)
    this.id = this.indexOf(options.id)
    this.at = this.indexOf(options.at)
    const target = this.columns[this.targetAt]
    this.target = target && new TargetReader(schema, target, targets)
    const out = new Set([this.targetAt, this.id])
    this.features = schema.columns.flatMap(({ ignored }, at) => (ignored || out.has(at) ? [] : [at]))
    this.hasProto = this.names.includes('__proto__')
    this.reject = reject
  }

  private indexOf(name: string | undefined): number {
    return name === undefined ? -1 : this.names.indexOf(name)
  }

  /** The schema, with the types that became known since. */
  get known(): TableSchema {
    return { ...this.schema, columns: this.columns.map(({ known }) => known) }
  }

  /**
   * Makes the sample of a row. Returns undefined after it set the row aside, and for a row that holds nothing: only empty cells, or a
   * drawn line.
   */
  sampleOf({ cells, line }: CsvRow, unended: boolean): Sample | undefined {
    const width = this.names.length
    if (cells.length !== width && !this.fits(cells, unended)) {
      if (isLine(cells)) return undefined
      return this.refuse('ERR_CSV_ROW', `expected ${width} cells, as in the header, got ${cells.length}`, line)
    }
    if (mayBeLine(cells) && isLine(cells)) return undefined
    if (cells[0] === this.names[0] && cells.every((cell, at) => cell.trim() === this.names[at])) {
      return this.refuse('ERR_CSV_ROW', 'the header again', line)
    }
    this.gaps.length = 0
    this.infinite.length = 0
    const x = this.featuresOf(cells, line)
    if (!x || (this.gaps.length >= this.features.length && isLine(cells))) return undefined
    const sample: Mutable = { x }
    if (this.target && !this.addTarget(this.target, sample, cells[this.targetAt] ?? '', line)) return undefined
    if (this.id >= 0) sample.id = cells[this.id] ?? ''
    if (this.at >= 0) sample.at = (this.columns[this.at] as Column).timeOf(cells[this.at] ?? '')
    this.count(cells)
    return sample
  }

  private featuresOf(cells: readonly string[], line: number): Sample['x'] | undefined {
    const { names, columns } = this
    const x: Record<string, Value> = {}
    for (const at of this.features) {
      const column = columns[at] as Column
      const value = column.read(cells[at] ?? '')
      if (value === null) {
        this.gaps.push(column)
        if (column.wasInfinite) this.infinite.push(column)
      } else if (value === undefined) return this.unfit(column, cells[at] ?? '', line)
      const name = names[at] as string
      if (this.hasProto && name === '__proto__') define(x, name, value)
      else x[name] = value
    }
    return x
  }

  private unfit(column: Column, text: string, line: number): undefined {
    if (text.includes('\ufffd')) return this.refuse('ERR_UTF8', `'${column.name}' ${UNDECODED}`, line)
    const got = JSON.stringify(text.slice(0, 40))
    return this.refuse(
      'ERR_CSV_TYPE',
      `'${column.name}': expected ${column.expected}, as in the first rows, got ${got}`,
      line,
    )
  }

  private addTarget(target: TargetReader, sample: Mutable, text: string, line: number): boolean {
    const y = target.read(text)
    if (y === undefined) {
      const broken = text.includes('\ufffd')
      const got = JSON.stringify(text.slice(0, 40))
      const reason = broken ? UNDECODED : `is not a number: ${got}`
      this.refuse(broken ? 'ERR_UTF8' : 'ERR_CSV_TARGET', `the target '${target.column.name}' ${reason}`, line)
      return false
    }
    // A row without a label is a question, not a fault.
    if (y !== null) sample.y = y
    else {
      this.gaps.push(target.column)
      if (target.column.wasInfinite) this.infinite.push(target.column)
    }
    return true
  }

  private count(cells: readonly string[]): void {
    this.samples += 1
    if (cells.length !== this.names.length) this.ragged += 1
    for (const column of this.gaps) column.missing += 1
    for (const column of this.infinite) column.infinite += 1
    if (this.samples <= SHOWN_ROWS) for (const [at, column] of this.columns.entries()) column.show(cells[at] ?? '')
  }

  /**
   * Tells whether a row with too few or too many cells can be read. It can if its numbers, dates, flags and label fit their columns,
   * and there is at least one of them. It can't if it has less than half of the cells, if it ends before the target, if it may be half
   * written, or if the extra cells may be the decimals of numbers with a decimal comma.
   */
  private fits(cells: readonly string[], unended: boolean): boolean {
    const width = this.names.length
    if (cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')) return true
    if (cells.length < width && (unended || cells.length < width / 2 || cells.length <= this.targetAt)) return false
    if (cells.length > width && this.delimiter === ',' && wholePairs(cells) >= cells.length - width) return false
    let shown = false
    for (const [at, column] of this.columns.entries()) {
      if (at >= cells.length) break
      const cell = cells[at] ?? ''
      if (at === this.targetAt && this.schema.task === 'classification') {
        const label = this.target?.read(cell)
        if (label === null) continue
        if (label === undefined || !this.schema.classes.includes(label as string)) return false
        shown = true
      } else if (column.type !== 'text' && column.type !== 'unknown') {
        const value = column.read(cell)
        if (value === undefined) return false
        if (value !== null) shown = true
      }
    }
    return shown
  }

  private refuse(code: Unreadable['code'], reason: string, line: number): undefined {
    this.reject({ code, reason, line })
    return undefined
  }
}

/** Tells whether a row is empty, or a line of dashes as it is drawn below a header. */
export const isLine = (cells: readonly string[]): boolean => cells.every((cell) => LINE.test(cell))

/** A quick test that comes before `isLine`. */
function mayBeLine(cells: readonly string[]): boolean {
  const first = cells[0] === '' ? cells[1] : cells[0]
  return first !== undefined && /^ ?[-=:+][-=+]/.test(first)
}

const LINE = /^\s*(?:[|:]?[-=+]{2,}[-=+|:]*)?\s*$/

/** Counts whole numbers that follow a whole number: each pair may be one number with a decimal comma. */
const wholePairs = (cells: readonly string[]): number =>
  cells.filter((cell, at) => at > 0 && /^\d+$/.test(cell) && /^[-+]?\d+$/.test(cells[at - 1] ?? '')).length

const UNDECODED = "holds bytes that can't be decoded: `encoding` says how they are written"

/** Examples are taken from this many rows. */
const SHOWN_ROWS = 20

const define = (x: object, name: string, value: Value): void => {
  Object.defineProperty(x, name, { value, enumerable: true, writable: true, configurable: true })
}
