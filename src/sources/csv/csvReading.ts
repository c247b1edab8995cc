import { EddyError } from '../../error.js'
import { marked } from '../../features/mark.js'
import type { Sample } from '../../features/sample.js'
import type { Batch } from '../../operators/pulling/batches.js'
import { type LineBatch, lineBatches } from '../files/lineBatches.js'
import { type ByteInput, type OpenedBytes, openBytes } from '../files/openBytes.js'
import { type BatchPlace, type Reading, RecordMark } from '../files/recordMark.js'
import type { SourceRun } from '../sampleSource.js'
import { type CsvRecord, delimiterOf, isRow, recordsOf } from './csvRows.js'
import { CsvSamples } from './csvSamples.js'
import { type TableSchema, schemaOf } from '../table/tableSchema.js'
import type { CsvOptions } from './csvOptions.js'

/** Rows that types are read off. */
const SCHEMA_ROWS = 1000

/** What a position holds besides the place: a resumed reading infers nothing anew. */
interface CsvKnown {
  readonly delimiter: string
  readonly schema: TableSchema
}

interface CsvBatch {
  readonly place: BatchPlace
  readonly records: readonly CsvRecord[]
}

/** One reading of CSV data, from the start or from a position. */
export class CsvReading {
  private readonly input: { readonly input: ByteInput; readonly name: string }
  private readonly options: CsvOptions
  private readonly sink: SourceRun
  private readonly run_: Reading
  private delimiter = ','
  private names: readonly string[] = []
  private samples: CsvSamples | undefined
  /** Records of the batches so far. */
  private rows = 0

  constructor(input: { readonly input: ByteInput; readonly name: string }, options: CsvOptions, sink: SourceRun) {
    this.input = input
    this.options = options
    this.sink = sink
    const state = (): CsvKnown | undefined => this.samples && { delimiter: this.delimiter, schema: this.samples.known }
    this.run_ = { source: input.name, state }
  }

  /** The samples of one batch of rows after the other. */
  async *batches(): AsyncIterable<Batch<Sample>> {
    const { from, reading } = this.options.after ?? {}
    const { bytes: startBytes = 0, lines = 0, rows = 0 } = from ?? {}
    this.rows = rows
    const bytes = await openBytes(this.input.input, { from: startBytes, signal: this.sink.signal })
    if (reading !== undefined) this.goOn(reading, startBytes > 0)
    const batches = lineBatches(bytes.chunks, { quotes: true, startBytes, startLine: lines + 1 })
    for await (const batch of this.withSchema(batches)) yield this.samplesOf(batch, bytes)
    if (this.names.length === 0) throw new EddyError('ERR_EMPTY', `${this.name} is empty: expected a header and rows`)
  }

  private get name(): string {
    return this.input.name === 'stream' ? 'the stream' : `'${this.input.name}'`
  }

  private goOn(reading: unknown, afterHeader: boolean): void {
    const { delimiter, schema } = reading as CsvKnown
    const { target, onSchema } = this.options
    if (schema?.target !== target) {
      const was = `the position is of a reading with the target ${String(schema?.target)}`
      throw new EddyError('ERR_POSITION', `${this.name}: ${was}, not ${String(target)}`)
    }
    this.delimiter = delimiter
    if (afterHeader) this.names = schema.columns.map(({ name }) => name)
    this.samples = new CsvSamples(schema, this.options, this.sink.reject)
    onSchema?.(schema)
  }

  /** Holds batches back until the types are known. */
  private async *withSchema(batches: AsyncIterable<LineBatch>): AsyncIterable<CsvBatch> {
    let early: CsvBatch[] = []
    for await (const batch of batches) {
      const read = this.read(batch)
      if (this.samples) {
        yield read
        continue
      }
      early.push(read)
      if (early.reduce((sum, { records }) => sum + records.length, 0) < SCHEMA_ROWS) continue
      this.decide(early)
      yield* early
      early = []
    }
    if (this.samples) return
    if (this.names.length > 0) this.decide(early)
    yield* early
  }

  private read(batch: LineBatch): CsvBatch {
    const first = this.names.length === 0
    if (first) {
      if (/^\s*</.test(batch.text)) {
        throw new EddyError('ERR_NOT_CSV', `${this.name} is HTML or XML, not CSV: is the address right?`)
      }
      if (!this.samples) this.delimiter = this.options.delimiter ?? delimiterOf(batch.text.split('\n', 1)[0] ?? '')
    }
    const place = { bytes: batch.bytes, lines: batch.line - 1, rows: this.rows }
    let records = recordsOf(batch, this.delimiter)
    const header = first ? records.find(isRow) : undefined
    if (header) {
      this.names = header.cells.map((name) => name.trim())
      records = records.filter((record) => record !== header)
    }
    this.rows += records.length
    return { place, records }
  }

  private decide(batches: readonly CsvBatch[]): void {
    const { target, task, onSchema } = this.options
    const rows = batches.flatMap(({ records }) => records.filter(isRow).map(({ cells }) => cells))
    const whole = rows.filter((cells) => cells.length === this.names.length).slice(0, SCHEMA_ROWS)
    const schema = schemaOf(this.names, whole, target, task)
    this.samples = new CsvSamples(schema, this.options, this.sink.reject)
    onSchema?.(schema)
  }

  private *samplesOf({ place, records }: CsvBatch, bytes: OpenedBytes): Iterable<Sample | undefined> {
    const { rows: skip = 0, marked: marks = false } = this.options.after ?? {}
    for (let index = Math.max(0, skip - place.rows); index < records.length; index++) {
      const record = records[index] as CsvRecord
      const mark = new RecordMark(this.run_, place, place.rows + index + 1, this.sink.rejected())
      this.sink.at(mark)
      const sample = this.sampleOf(record)
      yield sample && marks ? marked(sample, mark) : sample
    }
    this.options.onProgress?.(bytes.read(), bytes.size)
  }

  private sampleOf(record: CsvRecord): Sample | undefined {
    if (isRow(record)) return this.samples?.sampleOf(record)
    this.sink.reject({ code: 'ERR_CSV_ROW', reason: record.reason, line: record.line })
    return undefined
  }
}
