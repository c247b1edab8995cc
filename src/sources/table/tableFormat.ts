import type { Label, Sample } from '../../features/sample.js'
import type { BatchCutter } from '../files/recordBatches.js'
import type { Column } from './column.js'
import type { TableOptions } from './tableOptions.js'
import type { TableWarning } from './tableReport.js'
import type { TableSchema } from './tableSchema.js'
import type { TargetReader } from './targetReader.js'

export type FormatName = 'csv' | 'ndjson' | 'json'

/** What a position holds of a table besides the place: a later reading infers nothing anew. Plain JSON. */
export interface KnownTable {
  /** Left out by version 0.1.0, which read CSV alone. */
  readonly format?: FormatName
  readonly encoding?: string
  readonly schema: TableSchema
  /** Names of classes, by what their spellings have in common. */
  readonly labels?: readonly (readonly [string, Label])[]
  /** Of a CSV: what separates cells, what quotes them where it isn't ", and the lines before the first row. */
  readonly delimiter?: string
  readonly quote?: string
  readonly lines?: number
  /** Of JSON: the brackets that stand open around a record. */
  readonly depth?: number
  /** The options that it was read by, but for the target. */
  readonly options?: KeptOptions
}

/** The options that a later reading keeps, where it isn't given others. */
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

/** How one kind of table becomes samples. */
export interface TableFormat<R> {
  readonly name: FormatName
  /** Cuts bytes into records. */
  readonly cutter: BatchCutter<R>
  /** Reads the schema off the first records. */
  decide(records: readonly R[]): void
  /** Whether something can be read off a record. */
  isUsable(record: R): boolean
  /** What was decided; undefined before that. */
  readonly table: DecidedTable | undefined
  /** The sample of a record; undefined where there is none, which was told. @param unended whether it may be half written */
  sampleOf(record: R, unended: boolean): Sample | undefined
  /** Whether a record at the end of the data, without a line end, is whole all the same. */
  isWhole(record: R): boolean
  known(encoding: string): KnownTable | undefined
}

/** A table of which it is known how to read it. */
export interface DecidedTable {
  readonly schema: TableSchema
  readonly columns: () => readonly Column[]
  /** Samples in which a column has no value. */
  readonly missing: (column: Column) => number
  readonly target: TargetReader | undefined
  /** What was found while it was recognised. */
  readonly warnings: readonly TableWarning[]
  /** What was found since, in words of now. */
  readonly noticed: () => readonly TableWarning[]
  /** Rows that became samples. */
  readonly samples: () => number
  readonly delimiter?: string
}
