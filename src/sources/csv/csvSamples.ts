import type { Sample } from '../../features/sample.js'
import type { Unreadable } from '../sampleSource.js'
import type { CsvRow } from './csvRows.js'
import { type ColumnType, type TableSchema, isMissing, numberOf, truthOf } from '../table/tableSchema.js'

type Value = number | string | boolean | null
type Mutable = { -readonly [Key in keyof Sample]: Sample[Key] }

export interface CsvSampleOptions {
  /** A column that becomes the sample's id, and not a feature. */
  readonly id?: string
  /** A column that becomes the sample's time: ISO 8601, or milliseconds since 1970. It stays a feature too. */
  readonly at?: string
  /** Columns to leave out. */
  readonly drop?: readonly string[]
}

/** Rows to samples, by a schema; what doesn't fit it is said with its line. */
export class CsvSamples {
  private readonly schema: TableSchema
  private readonly types: ColumnType[]
  private readonly names: readonly string[]
  private readonly features: readonly number[]
  private readonly target: number
  private readonly id: number
  private readonly at: number
  private readonly reject: (unreadable: Unreadable) => void

  constructor(schema: TableSchema, options: CsvSampleOptions, reject: (unreadable: Unreadable) => void) {
    const { id, at, drop = [] } = options
    this.schema = schema
    this.names = schema.columns.map(({ name }) => name)
    this.types = schema.columns.map(({ type }) => type)
    this.target = this.indexOf(schema.target)
    this.id = this.indexOf(id)
    this.at = this.indexOf(at)
    const out = new Set([this.target, this.id, ...drop.map((name) => this.indexOf(name))])
    this.features = this.names.map((_, column) => column).filter((column) => !out.has(column))
    this.reject = reject
  }

  private indexOf(name: string | undefined): number {
    return name === undefined ? -1 : this.names.indexOf(name)
  }

  /** The schema, with the types that have shown since. */
  get known(): TableSchema {
    const columns = this.names.map((name, column) => ({ name, type: this.types[column] ?? 'unknown' }))
    return { ...this.schema, columns }
  }

  /** The sample of a row, or undefined after saying why there is none. */
  sampleOf({ cells, line }: CsvRow): Sample | undefined {
    if (cells.length !== this.names.length) {
      const wanted = this.names.length
      return this.refuse('ERR_CSV_ROW', `expected ${wanted} cells, as in the header, got ${cells.length}`, line)
    }
    const x: Record<string, Value> = {}
    for (const column of this.features) {
      const value = this.valueOf(cells[column] ?? '', column)
      if (value === undefined) return this.unfit(cells, column, line)
      x[this.names[column] ?? ''] = value
    }
    const sample: Mutable = { x }
    if (this.target >= 0 && !this.addTarget(sample, cells[this.target] ?? '', line)) return undefined
    if (this.id >= 0) sample.id = cells[this.id] ?? ''
    if (this.at >= 0) sample.at = timeOf(cells[this.at] ?? '')
    return sample
  }

  private valueOf(text: string, column: number): Value | undefined {
    const type = this.types[column]
    if (type === 'number') {
      // The common case first: no look-up for what reads as a number.
      const value = text === '' ? Number.NaN : numberOf(text)
      if (!Number.isNaN(value)) return value
      return isMissing(text) ? null : undefined
    }
    if (isMissing(text)) return null
    if (type === 'text') return text.includes('\ufffd') ? undefined : text
    if (type === 'boolean') return truthOf(text)
    this.types[column] = Number.isNaN(numberOf(text)) ? (truthOf(text) === undefined ? 'text' : 'boolean') : 'number'
    return this.valueOf(text, column)
  }

  private unfit(cells: readonly string[], column: number, line: number): undefined {
    const text = cells[column] ?? ''
    if (text.includes('\ufffd')) return this.refuse('ERR_UTF8', `'${this.names[column]}' is not UTF-8`, line)
    const was = this.types[column] === 'number' ? 'a number' : 'true or false'
    const reason = `'${this.names[column]}': expected ${was}, as in the first rows, got ${JSON.stringify(text.slice(0, 40))}`
    return this.refuse('ERR_CSV_TYPE', reason, line)
  }

  private addTarget(sample: Mutable, text: string, line: number): boolean {
    // No label yet: a question, not a fault.
    if (isMissing(text)) return true
    if (this.schema.task === 'classification') {
      sample.y = text
      if (!text.includes('\ufffd')) return true
      this.refuse('ERR_UTF8', `the target '${this.schema.target}' is not UTF-8`, line)
      return false
    }
    const y = numberOf(text)
    if (!Number.isNaN(y)) {
      sample.y = y
      return true
    }
    this.refuse(
      'ERR_CSV_TARGET',
      `the target '${this.schema.target}' is not a number: ${JSON.stringify(text.slice(0, 40))}`,
      line,
    )
    return false
  }

  private refuse(code: Unreadable['code'], reason: string, line: number): undefined {
    this.reject({ code, reason, line })
    return undefined
  }
}

function timeOf(text: string): number {
  const number = numberOf(text)
  return Number.isNaN(number) ? Date.parse(text) : number
}
