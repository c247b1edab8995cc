import type { Label, Sample } from '../../features/sample.js'
import {
  type BatchCutter,
  type Cut,
  type CutOptions,
  LineCutter,
  MAX_RECORD,
  type RecordBatchOptions,
} from '../files/recordBatches.js'
import type { SourceRun } from '../sampleSource.js'
import { checkColumnNames } from '../table/columnNames.js'
import type { ColumnContext } from '../table/column.js'
import { HEAD_ROWS, inferSchema } from '../table/inferSchema.js'
import { noticed } from '../table/findings/noticed.js'
import { type DecidedTable, keptOptions, type KnownTable, type TableFormat } from '../table/tableFormat.js'
import type { TableOptions } from '../table/tableOptions.js'
import type { TableWarning } from '../table/tableReport.js'
import type { TableSchema } from '../table/tableSchema.js'
import type { CsvDialect } from './csvDialect.js'
import { type CsvRecord, cutRows, isRow } from './csvRecords.js'
import { CsvSamples, isLine } from './csvSamples.js'
import { linesFrom, linesIn } from './textLines.js'

export interface CsvTableOptions {
  readonly options: TableOptions
  readonly reject: SourceRun['reject']
  readonly batches: RecordBatchOptions
}

/** A CSV as a table. */
export class CsvTable implements TableFormat<CsvRecord> {
  readonly name = 'csv'
  readonly cutter: BatchCutter<CsvRecord>
  table: DecidedTable | undefined
  private samples: CsvSamples | undefined
  private readonly dialect: Omit<CsvDialect, 'rows'>
  private readonly options: TableOptions
  private readonly reject: SourceRun['reject']
  private readonly maxRecord: number
  private nul = false

  constructor(dialect: Omit<CsvDialect, 'rows'>, { options, reject, batches }: CsvTableOptions) {
    this.dialect = dialect
    this.options = options
    this.reject = reject
    this.maxRecord = batches.maxRecord ?? MAX_RECORD
    const tooLong = (line: number): CsvRecord => ({ line, reason: `longer than ${this.maxRecord} bytes` })
    this.cutter = new LineCutter<CsvRecord>({ cut: (text, cutting) => this.cut(text, cutting), tooLong }, batches)
  }

  private cut(text: string, cutting: CutOptions): Cut<CsvRecord> {
    const { delimiter, quote, header, lines: above } = this.dialect
    const { comment } = this.options
    if (!this.nul && text.includes('\0')) this.nul = true
    const form = {
      delimiter,
      width: header.names.length,
      maxRecord: this.maxRecord,
      ...(quote === undefined ? {} : { quote }),
      ...(comment === undefined ? {} : { comment }),
    }
    const skip = Math.max(0, above + 1 - cutting.line)
    if (skip === 0) return cutRows(text, form, cutting)
    const rest = linesFrom(text, skip)
    const cut = cutRows(rest, form, { ...cutting, line: cutting.line + skip })
    return { ...cut, lines: cut.lines + (rest === '' ? linesIn(text) : skip) }
  }

  decide(records: readonly CsvRecord[]): void {
    const { delimiter, header, warnings } = this.dialect
    const { names, unnamed } = header
    checkColumnNames(this.options, names, { inside: false, what: 'column' })
    const rows = records.filter(isRow).map(({ cells }) => cells)
    const whole = rows.filter((cells) => cells.length === names.length && !isLine(cells))
    const nearly = rows.filter((cells) => cells.length === names.length - 1)
    const head = (whole.length > 0 ? whole : nearly).slice(0, HEAD_ROWS)
    const columns = names.map((name, at) => ({
      name,
      values: head.map((cells) => cells[at] ?? ''),
      unnamed: unnamed.has(at),
    }))
    const found = inferSchema(columns, this.options, delimiter)
    this.begin(found.schema, [...warnings, ...found.warnings])
  }

  /** Continues with the schema of an earlier reading. */
  goOn({ schema, labels = [] }: KnownTable): void {
    checkColumnNames(
      this.options,
      schema.columns.map(({ name }) => name),
      { inside: false, what: 'column' },
    )
    this.begin(schema, [], labels)
  }

  private begin(
    schema: TableSchema,
    warnings: readonly TableWarning[],
    names?: readonly (readonly [string, Label])[],
  ): void {
    const { ignoreCase = false, decimal, thousands, na = [] } = this.options
    const { delimiter } = this.dialect
    const context: ColumnContext = {
      na: new Set(na),
      trimmed: schema.trimmed ?? false,
      delimiter,
      decimal,
      thousands,
    }
    const samples = new CsvSamples(schema, this.options, {
      context,
      targets: { ignoreCase, na: context.na, ...(names ? { names } : {}) },
      reject: this.reject,
    })
    this.samples = samples
    const { columns, target } = samples
    this.table = {
      schema,
      columns: () => columns,
      missing: ({ missing }) => missing,
      target,
      warnings,
      noticed: () => noticed({ columns, target, ragged: samples.ragged, nul: this.nul }),
      samples: () => samples.samples,
      delimiter,
    }
  }

  sampleOf(record: CsvRecord, unended: boolean): Sample | undefined {
    if (isRow(record)) return this.samples?.sampleOf(record, unended)
    this.reject({ code: 'ERR_CSV_ROW', reason: record.reason, line: record.line })
    return undefined
  }

  isUsable(record: CsvRecord): boolean {
    return isRow(record)
  }

  /** A last row without a line end may always be half written. */
  isWhole(): boolean {
    return false
  }

  known(encoding: string): KnownTable | undefined {
    const { delimiter, quote, lines } = this.dialect
    const { samples } = this
    if (!samples) return undefined
    const labels = samples.target?.labels.state() ?? []
    return {
      format: this.name,
      encoding,
      delimiter,
      ...(quote === undefined ? {} : { quote }),
      lines,
      schema: samples.known,
      options: keptOptions(this.options),
      ...(labels.length > 0 ? { labels } : {}),
    }
  }
}
