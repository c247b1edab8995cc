import { EddyError } from '../../error.js'
import type { Label, Sample } from '../../features/sample.js'
import type { BatchCutter, RecordBatchOptions } from '../files/recordBatches.js'
import type { SourceRun } from '../sampleSource.js'
import type { ColumnContext } from '../table/column.js'
import { checkColumnNames, namedColumns } from '../table/columnNames.js'
import { noticed } from '../table/findings/noticed.js'
import { HEAD_ROWS, inferSchema } from '../table/inferSchema.js'
import { Labels } from '../table/labels.js'
import {
  type DecidedTable,
  type FormatName,
  keptOptions,
  type KnownTable,
  type TableFormat,
} from '../table/tableFormat.js'
import type { TableOptions } from '../table/tableOptions.js'
import type { TableWarning } from '../table/tableReport.js'
import type { TableSchema } from '../table/tableSchema.js'
import { isMissing } from '../table/values/missingMarks.js'
import { type Fields, jsonFields } from './jsonFields.js'
import { JsonElements } from './jsonElements.js'
import { type JsonRecord, jsonLines } from './jsonLines.js'
import { NdjsonSamples } from './ndjsonSamples.js'

export interface NdjsonTableOptions {
  readonly options: TableOptions
  readonly reject: SourceRun['reject']
  readonly batches: RecordBatchOptions
  /** The number of brackets around a record. Undefined if each record is a line. */
  readonly depth: number | undefined
  /** Whether the reading begins inside these brackets. */
  readonly inside: boolean
}

/** Records of JSON as a table. */
export class NdjsonTable implements TableFormat<JsonRecord> {
  readonly name: FormatName
  readonly cutter: BatchCutter<JsonRecord>
  table: DecidedTable | undefined
  private samples: NdjsonSamples | undefined
  private readonly options: TableOptions
  private readonly reject: SourceRun['reject']
  private readonly depth: number | undefined

  constructor({ options, reject, batches, depth, inside }: NdjsonTableOptions) {
    const { skip = 0, comment } = options
    this.name = depth === undefined ? 'ndjson' : 'json'
    this.options = options
    this.reject = reject
    this.cutter =
      depth === undefined ? jsonLines({ ...batches, skip, comment }) : new JsonElements({ ...batches, depth, inside })
    this.depth = depth
  }

  decide(records: readonly JsonRecord[]): void {
    const { target } = this.options
    const head = records.slice(0, HEAD_ROWS).flatMap(({ text }) => {
      const read = text === undefined ? undefined : jsonFields(text, target)
      return read === undefined || 'reason' in read ? [] : [read]
    })
    if (head.length === 0 && namedColumns(this.options).length > 0) throw this.unreadable(records[0])
    const vectors = head.some(({ targets }) => targets !== undefined)
    const names = new Set(head.flatMap(({ fields }) => [...fields.keys()]))
    if (vectors && target !== undefined) names.add(target)
    checkColumnNames(this.options, [...names], { inside: true, what: 'field' })
    const rows = head.map(({ fields }) => fields)
    const columns = [...names].map((name) => ({ name, values: rows.map((fields) => String(fields.get(name) ?? '')) }))
    const { schema, warnings } = inferSchema(columns, vectors ? { ...this.options, task: 'regression' } : this.options)
    this.begin({ ...schema, classes: this.classesOf(schema, rows) }, warnings)
  }

  private unreadable(first: JsonRecord | undefined): EddyError {
    const read = first?.text === undefined ? first : jsonFields(first.text, undefined)
    const why = read && 'reason' in read ? `: ${read.reason}` : ''
    return new EddyError('ERR_NOT_JSON', `none of the records is an object of JSON${why}`)
  }

  /** The classes of the first records, with their types in JSON. */
  private classesOf({ task, target, labels }: TableSchema, rows: readonly Fields[]): readonly Label[] {
    if (task !== 'classification' || target === undefined) return []
    const { ignoreCase = false, na = [] } = this.options
    const names = new Labels({ ...labels, ignoreCase })
    const missing = new Set([...na, ...(labels?.missing ?? [])])
    const given = rows.flatMap((fields) => fields.get(target) ?? [])
    const present = given.filter((label) => typeof label !== 'string' || !isGone(label, missing, labels?.asWritten))
    return [...new Set(present.map((label) => names.nameOf(label)))]
  }

  /** Continues with the schema of an earlier reading. */
  goOn({ schema, labels = [] }: KnownTable): void {
    this.begin(schema, [], labels)
  }

  private begin(
    schema: TableSchema,
    warnings: readonly TableWarning[],
    names?: readonly (readonly [string, Label])[],
  ): void {
    const { ignoreCase = false, decimal, thousands, na = [] } = this.options
    const { trimmed = false } = schema
    const context: ColumnContext = { na: new Set(na), trimmed, delimiter: undefined, decimal, thousands }
    const targets = { ignoreCase, na: context.na, ...(names ? { names } : {}) }
    const samples = new NdjsonSamples(schema, this.options, { context, targets, reject: this.reject })
    this.samples = samples
    const { target } = samples
    this.table = {
      schema,
      columns: () => samples.columns,
      missing: ({ seen, missing }) => samples.samples - seen + missing,
      target,
      warnings,
      noticed: () => noticed({ columns: samples.columns, target, nul: false }),
      samples: () => samples.samples,
    }
  }

  sampleOf(record: JsonRecord): Sample | undefined {
    if (record.text !== undefined) return this.samples?.sampleOf(record.text, record.line)
    this.reject({ code: 'ERR_JSON', reason: record.reason, line: record.line })
    return undefined
  }

  isUsable(record: JsonRecord): boolean {
    return this.isWhole(record)
  }

  /** A record that can be parsed is whole. */
  isWhole({ text }: JsonRecord): boolean {
    return text !== undefined && !('reason' in jsonFields(text, undefined))
  }

  known(encoding: string): KnownTable | undefined {
    const { samples, depth } = this
    if (!samples) return undefined
    const labels = samples.target?.labels.state() ?? []
    return {
      format: this.name,
      encoding,
      schema: samples.known,
      options: keptOptions(this.options),
      ...(labels.length > 0 ? { labels } : {}),
      ...(depth === undefined ? {} : { depth }),
    }
  }
}

const isGone = (label: string, missing: ReadonlySet<string>, asWritten = false): boolean => {
  const text = label.trim()
  return text === '' || missing.has(text) || (!asWritten && isMissing(text))
}
