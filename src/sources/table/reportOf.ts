import type { Column } from './column.js'
import type { Recognised } from './recognised.js'
import type { DecidedTable } from './tableFormat.js'
import type { TableOptions } from './tableOptions.js'
import type { ColumnReport, ColumnRole, TableReport, TableWarning } from './tableReport.js'
import type { ColumnType } from './tableSchema.js'

/** How far a reading has come. */
export interface ReportState {
  /** Whether a last row that may be half written was left for a later reading. */
  readonly held: boolean
  readonly rows: number
  readonly rejected: number
  readonly ended: boolean
  readonly lastRowWhole: boolean
  readonly options: TableOptions
}

/** Reports what has been read of a table so far. Undefined before its columns are known. */
export function reportOf(found: Recognised, { options, held, ...state }: ReportState): TableReport | undefined {
  const { format, wide, decoding } = found
  const { table } = format
  if (!table) return undefined
  const { schema, delimiter } = table
  const warnings = [
    ...found.warnings,
    ...encodingOf(found, options),
    ...table.warnings,
    ...table.noticed(),
    ...ending(state.rejected, held),
  ]
  return {
    format: format.name,
    encoding: wide ?? decoding.encoding,
    ...(delimiter === undefined ? {} : { delimiter }),
    target: schema.target,
    task: schema.task,
    ...state,
    columns: table.columns().map((column) => columnReport(column, { table, options, warnings })),
    warnings,
  }
}

function encodingOf({ decoding }: Recognised, { encoding }: TableOptions): readonly TableWarning[] {
  if (encoding !== undefined || decoding.state !== 'windows-1252') return []
  return [{ code: 'ENCODING', message: 'the text is no UTF-8: read as windows-1252' }]
}

function ending(rejected: number, held: boolean): readonly TableWarning[] {
  return [
    ...(rejected > 0
      ? [
          {
            code: 'SET_ASIDE',
            message: `${rejected === 1 ? 'one row was' : `${rejected} rows were`} set aside`,
          } as const,
        ]
      : []),
    ...(held
      ? [
          {
            code: 'LAST_ROW',
            message: 'the last row has no line end, so it may be half written: it is left for the next reading',
          } as const,
        ]
      : []),
  ]
}

interface Around {
  readonly table: DecidedTable
  readonly options: TableOptions
  readonly warnings: readonly TableWarning[]
}

function columnReport(column: Column, { table, options, warnings }: Around): ColumnReport {
  const { name, infinite, examples, known } = column
  const missing = table.missing(column)
  const unit = known.number?.unit
  return {
    name,
    kind: KINDS[column.type],
    role: roleOf(column, table, options),
    values: table.samples() - missing,
    missing,
    infinite,
    examples: [...examples],
    ...(unit === undefined ? {} : { unit }),
    warnings: warnings.filter((warning) => warning.column === name),
  }
}

function roleOf({ name, known }: Column, { schema }: DecidedTable, { id }: TableOptions): ColumnRole {
  if (name === schema.target) return 'target'
  if (name === id) return 'id'
  return known.ignored ? 'ignored' : 'feature'
}

const KINDS = {
  number: 'number',
  boolean: 'flag',
  date: 'date',
  text: 'text',
  unknown: 'unknown',
} as const satisfies Readonly<Record<ColumnType, string>>
