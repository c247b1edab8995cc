import type { Sample } from '../../features/sample.js'
import { isNamed } from '../table/findings/columnRoles.js'
import type { Unreadable } from '../sampleSource.js'
import { Column, type ColumnContext, type Value } from '../table/column.js'
import type { TableOptions } from '../table/tableOptions.js'
import type { TableSchema } from '../table/tableSchema.js'
import { TargetReader, type TargetReaderOptions } from '../table/targetReader.js'
import { jsonFields, type JsonFields } from './jsonFields.js'

type Mutable = { -readonly [Key in keyof Sample]: Sample[Key] }

/** Turns records of JSON into samples by a schema. A record that doesn't fit is set aside with its line. */
export class NdjsonSamples {
  readonly target: TargetReader | undefined
  samples = 0
  private readonly byName: Map<string, Column>
  /** The columns that have a field in the current record, and those of them whose value is missing. */
  private readonly touched: Column[] = []
  private readonly gaps: Column[] = []
  private readonly ignored: Set<string>
  private readonly schema: TableSchema
  private readonly options: TableOptions
  private readonly context: ColumnContext
  private readonly reject: (unreadable: Unreadable) => void

  constructor(
    schema: TableSchema,
    options: TableOptions,
    {
      context,
      targets,
      reject,
    }: {
      readonly context: ColumnContext
      readonly targets: TargetReaderOptions
      readonly reject: (unreadable: Unreadable) => void
    },
  ) {
    this.schema = schema
    this.options = options
    this.context = context
    this.reject = reject
    this.byName = new Map(schema.columns.map((column) => [column.name, new Column(column, context)]))
    this.ignored = new Set(schema.columns.flatMap(({ name, ignored }) => (ignored ? [name] : [])))
    const { target } = schema
    const column = target === undefined ? undefined : this.columnOf(target)
    this.target = column && new TargetReader(schema, column, targets)
  }

  get columns(): readonly Column[] {
    return [...this.byName.values()]
  }

  /** The schema, with the fields and types that became known since. */
  get known(): TableSchema {
    const columns = this.columns.map(({ known, name }) => ({
      ...known,
      ...(this.ignored.has(name) ? { ignored: true } : {}),
    }))
    return { ...this.schema, columns }
  }

  /** The column of a field. A field that comes for the first time becomes a new column. */
  private columnOf(name: string): Column {
    const known = this.byName.get(name)
    if (known) return known
    const { ignore = [], drop = [], like = [] } = this.options
    const format = like.find((column) => column.name === name) ?? { name, type: 'unknown' }
    const column = new Column(format, this.context)
    if (format.ignored || isNamed(name, [...ignore, ...drop])) this.ignored.add(name)
    if (this.byName.size < COLUMNS_MAX) this.byName.set(name, column)
    return column
  }

  sampleOf(text: string, line: number): Sample | undefined {
    if (text.includes('\ufffd'))
      return this.refuse('ERR_UTF8', "the record can't be decoded: `encoding` says how it is written", line)
    const read = jsonFields(text, this.schema.target)
    if ('reason' in read) return this.refuse('ERR_JSON', read.reason, line)
    this.touched.length = 0
    this.gaps.length = 0
    const x = this.featuresOf(read, line)
    if (!x) return undefined
    const sample: Mutable = { x }
    if (this.target && !this.addTarget(this.target, sample, read, line)) return undefined
    const { id, at } = this.options
    const idValue = id === undefined ? undefined : read.fields.get(id)
    if (idValue !== undefined) sample.id = String(idValue)
    if (at !== undefined) sample.at = this.columnOf(at).timeOf(String(read.fields.get(at) ?? ''))
    this.count(read)
    return sample
  }

  private featuresOf({ fields }: JsonFields, line: number): Sample['x'] | undefined {
    const { target } = this.schema
    const { id } = this.options
    const x: Record<string, Value> = {}
    for (const [name, given] of fields) {
      if (name === target || name === id) continue
      const column = this.columnOf(name)
      if (this.ignored.has(name)) continue
      const value = column.readValue(given)
      if (value === undefined) return this.unfit(column, given, line)
      this.touched.push(column)
      if (value === null) this.note(column)
      if (name === '__proto__') define(x, name, value)
      else x[name] = value
    }
    return x
  }

  private note(column: Column): void {
    this.gaps.push(column)
    if (column.wasInfinite) column.infinite += 1
  }

  private addTarget(target: TargetReader, sample: Mutable, { fields, targets }: JsonFields, line: number): boolean {
    const { column } = target
    const given = fields.get(column.name)
    if (targets !== undefined || given !== undefined) this.touched.push(column)
    const y = targets ?? target.readValue(given ?? null)
    if (y === undefined) {
      const got = JSON.stringify(given).slice(0, 40)
      this.refuse('ERR_CSV_TARGET', `the target '${column.name}' is not a number: ${got}`, line)
      return false
    }
    if (y !== null) sample.y = y
    else if (given !== undefined) this.note(column)
    return true
  }

  private count({ fields }: JsonFields): void {
    this.samples += 1
    for (const column of this.touched) column.seen += 1
    for (const column of this.gaps) column.missing += 1
    if (this.samples > SHOWN) return
    for (const column of this.touched) column.show(String(fields.get(column.name) ?? ''))
  }

  private unfit(column: Column, given: Value, line: number): undefined {
    const got = JSON.stringify(given).slice(0, 40)
    return this.refuse(
      'ERR_CSV_TYPE',
      `'${column.name}': expected ${column.expected}, as in the first records, got ${got}`,
      line,
    )
  }

  private refuse(code: Unreadable['code'], reason: string, line: number): undefined {
    this.reject({ code, reason, line })
    return undefined
  }
}

/** Examples are taken from this many records. */
const SHOWN = 20
/** At most this many fields are counted. Beyond it names are made of the data, which the learner refuses. */
const COLUMNS_MAX = 10_000

const define = (x: object, name: string, value: Value): void => {
  Object.defineProperty(x, name, { value, enumerable: true, writable: true, configurable: true })
}
