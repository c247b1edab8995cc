import type { Label, Sample } from '../../features/sample.js'
import type { BatchCutter } from '../files/recordBatches.js'
import type { Column } from './column.js'
import type { TableOptions } from './tableOptions.js'
import type { TableWarning } from './tableReport.js'
import type { TableSchema } from './tableSchema.js'
import type { TargetReader } from './targetReader.js'

export type FormatName = 'csv' | 'ndjson' | 'json'

/** What a position holds besides the place, so that a later reading infers nothing anew. Plain JSON. */
export interface KnownTable {
  /** Left out by version 0.1.0: CSV. */
  readonly format?: FormatName
  readonly encoding?: string
  readonly schema: TableSchema
  /** The names of classes, by what their spellings have in common. */
  readonly labels?: readonly (readonly [string, Label])[]
  /** Of a CSV: the delimiter, the quotation mark if it isn't ", and the number of lines before the first row. */
  readonly delimiter?: string
  readonly quote?: string
  readonly lines?: number
  /** Of JSON: the number of brackets around a record. */
  readonly depth?: number
  /** The options that it was read with, without the target. */
  readonly options?: KeptOptions
}

/** The options that a later reading keeps unless it is given others. */
export type KeptOptions = Pick<TableOptions, (typeof KEPT)[number]>

const KEPT = [
  'id',
  'at',
  'ignore',
  'drop',
  'text',
  'number',
  'decimal',
  'thousands',
  'na',
  'ignoreCase',
  'comment',
] as const

export const keptOptions = (options: TableOptions): KeptOptions =>
  Object.fromEntries(KEPT.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])))

/** Turns one kind of table into samples. */
export interface TableFormat<R> {
  readonly name: FormatName
  /** Cuts bytes into records. */
  readonly cutter: BatchCutter<R>
  /** Infers the schema from the first records. */
  decide(records: readonly R[]): void
  /** Whether a record can be read. */
  isUsable(record: R): boolean
  /** The table with its schema. Undefined before `decide`. */
  readonly table: DecidedTable | undefined
  /** Makes the sample of a record. Undefined if it was set aside, or is empty. @param unended whether it may be half written */
  sampleOf(record: R, unended: boolean): Sample | undefined
  /** Whether a last record without a line end is certainly whole. */
  isWhole(record: R): boolean
  known(encoding: string): KnownTable | undefined
}

/** A table whose schema is known. */
export interface DecidedTable {
  readonly schema: TableSchema
  readonly columns: () => readonly Column[]
  /** The number of samples in which a column has no value. */
  readonly missing: (column: Column) => number
  readonly target: TargetReader | undefined
  /** The warnings from when the schema was inferred. */
  readonly warnings: readonly TableWarning[]
  /** The warnings about what was read since. */
  readonly noticed: () => readonly TableWarning[]
  /** The number of rows that became samples. */
  readonly samples: () => number
  readonly delimiter?: string
}
