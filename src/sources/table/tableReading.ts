import { EddyError } from '../../error.js'
import { marked } from '../../features/mark.js'
import type { Sample } from '../../features/sample.js'
import type { Batch } from '../../operators/pulling/batches.js'
import { CsvTable } from '../csv/csvTable.js'
import { type ByteInput, type OpenedBytes, openBytes, passedOver } from '../files/openBytes.js'
import { PeekedBytes } from '../files/peekedBytes.js'
import type { RecordBatch } from '../files/recordBatches.js'
import { type Reading, RecordMark } from '../files/recordMark.js'
import { fromUtf16 } from '../files/textDecoding.js'
import type { SourceRun } from '../sampleSource.js'
import { type Recognised, type Recognising, recognised, resumed } from './recognised.js'
import { HEAD_ROWS } from './inferSchema.js'
import { reportOf } from './reportOf.js'
import type { KnownTable, TableFormat } from './tableFormat.js'
import type { TableOptions } from './tableOptions.js'
import type { TableReport } from './tableReport.js'

export interface TableInput {
  readonly input: ByteInput
  /** The source's name in positions. */
  readonly name: string
  readonly expected: 'csv' | 'ndjson'
  /** The longest record allowed, in bytes. */
  readonly maxRecord: number
}

/** One reading of a table, from the start or from a position. */
export class TableReading {
  private readonly input: TableInput
  private readonly options: TableOptions
  private readonly run: SourceRun
  private readonly reading: Reading
  private readonly onReport: (report: TableReport) => void
  private found: Recognised | undefined
  /** The number of records in the batches so far, and of those that were handed out. */
  private rows: number
  private taken: number
  private ended = false
  private lastRowWhole = true
  /** Whether a last row that may be half written is left for a later reading. It is if a learner keeps the place in a file. */
  private holds = false

  /** @param onReport is called before the first sample with what was recognised, and at the end with what was read */
  constructor(input: TableInput, options: TableOptions, run: SourceRun, onReport: (report: TableReport) => void) {
    this.input = input
    const { options: kept } = (options.after?.reading ?? {}) as Partial<KnownTable>
    this.options = { ...kept, ...options }
    this.run = run
    this.onReport = onReport
    this.rows = options.after?.from?.rows ?? 0
    this.taken = options.after?.rows ?? 0
    const state = (): KnownTable | undefined => this.found?.format.known(this.found.wide ?? this.found.decoding.state)
    this.reading = { source: input.name, state }
  }

  /** What has been read so far. Undefined before the first rows. */
  get report(): TableReport | undefined {
    const { found, taken: rows, ended, lastRowWhole, options } = this
    const held = this.holds && !lastRowWhole
    return found && reportOf(found, { rows, rejected: this.run.rejected(), ended, lastRowWhole, held, options })
  }

  /** The samples, batch by batch. */
  async *batches(): AsyncIterable<Batch<Sample>> {
    const bytes = await this.open()
    const { format } = this.found as Recognised
    yield* format instanceof CsvTable ? this.samples(format, bytes) : this.samples(format, bytes)
    this.ended = true
    this.tell()
  }

  private async open(): Promise<OpenedBytes> {
    const { input, options, run } = this
    const { from, reading } = options.after ?? {}
    const { bytes: startBytes = 0, lines: startLines = 0 } = from ?? {}
    const known = this.checked(reading as KnownTable | undefined)
    const wide = known?.encoding?.startsWith('utf-16') ? known.encoding : undefined
    const opened = await openBytes(input.input, { from: wide === undefined ? startBytes : 0, signal: run.signal })
    const chunks = wide === undefined ? opened.chunks : passedOver(fromUtf16(opened.chunks, wide), startBytes)
    const hurried = !opened.file
    this.holds = options.after?.marked === true && opened.file && !opened.gzip
    const bytes = new PeekedBytes(chunks, { hurried, signal: run.signal })
    const { expected, maxRecord } = input
    const about: Recognising = { options, expected, name: this.name, maxRecord, run, hurried, startBytes, startLines }
    const plain = {
      schema: { columns: [], target: options.target, task: options.task, classes: [] },
      format: 'ndjson',
    } as const
    // Positions of version 0.1.0 hold nothing about NDJSON. It took every value as it is.
    const earlier = known ?? (from && expected === 'ndjson' ? plain : undefined)
    this.found = earlier ? await resumed(bytes, earlier, about) : await recognised(bytes, about)
    return opened
  }

  private get name(): string {
    return this.input.name === 'stream' ? 'the stream' : `'${this.input.name}'`
  }

  private checked(known: KnownTable | undefined): KnownTable | undefined {
    const { target } = this.options
    if (known === undefined || known.schema?.target === target) return known
    const was = `the position is of a reading with the target ${String(known.schema?.target)}`
    throw new EddyError('ERR_POSITION', `${this.name}: ${was}, not ${String(target)}`)
  }

  private async *samples<R>(format: TableFormat<R>, opened: OpenedBytes): AsyncIterable<Batch<Sample>> {
    for await (const batch of this.records(format)) {
      const { records, unended } = batch
      const place = { bytes: batch.bytes, lines: batch.lines, rows: this.rows }
      this.rows += records.length
      yield this.samplesOf(format, { records, unended, place }, opened)
    }
  }

  /** The records, batch by batch. The first are held back until the schema is known. */
  private async *records<R>(format: TableFormat<R>): AsyncIterable<RecordBatch<R>> {
    const { bytes } = this.found as Recognised
    let early: RecordBatch<R>[] = []
    let begun = format.table !== undefined
    const take = async (batches: readonly RecordBatch<R>[], last: boolean): Promise<readonly RecordBatch<R>[]> => {
      if (begun) return batches
      early.push(...batches)
      const records = early.flatMap((batch) => batch.records)
      if (!last && records.length < HEAD_ROWS && !records.some((record) => format.isUsable(record))) return []
      begun = true
      const held = early
      early = []
      await this.begin(format, records)
      return held
    }
    if (begun) await this.begin(format, [])
    const head = bytes.takeHead().flatMap((chunk) => [...format.cutter.take(chunk)])
    yield* await take(bytes.ended ? [...head, ...this.last(format)] : head, bytes.ended)
    for await (const chunk of bytes.rest()) yield* await take([...format.cutter.take(chunk)], false)
    if (!bytes.ended) yield* await take(this.last(format), true)
  }

  /** The records that are left at the end. */
  private last<R>(format: TableFormat<R>): readonly RecordBatch<R>[] {
    return [...format.cutter.end()].flatMap((batch) => {
      const record = batch.records.at(-1)
      if (!batch.unended || record === undefined || format.isWhole(record)) return [batch]
      this.lastRowWhole = false
      if (!this.holds) return [batch]
      const records = batch.records.slice(0, -1)
      return records.length > 0 ? [{ ...batch, records }] : []
    })
  }

  private async begin<R>(format: TableFormat<R>, records: readonly R[]): Promise<void> {
    if (!format.table) {
      if (records.length === 0 && !(this.holds && !this.lastRowWhole)) {
        const what = format.name === 'csv' ? 'has a header and no rows' : 'has no records'
        throw new EddyError('ERR_EMPTY', `${this.name} ${what}`)
      }
      format.decide(records)
    }
    if (format.table) await this.options.onSchema?.(format.table.schema)
    this.tell()
  }

  private tell(): void {
    const { report } = this
    if (report) this.onReport(report)
  }

  private *samplesOf<R>(
    format: TableFormat<R>,
    {
      records,
      unended,
      place,
    }: Pick<RecordBatch<R>, 'records' | 'unended'> & { readonly place: ConstructorParameters<typeof RecordMark>[1] },
    opened: OpenedBytes,
  ): Iterable<Sample | undefined> {
    const { rows: skip = 0, marked: marks = false } = this.options.after ?? {}
    for (let index = Math.max(0, skip - place.rows); index < records.length; index++) {
      const record = records[index] as R
      const half = unended && index === records.length - 1 && !format.isWhole(record)
      const mark = new RecordMark(this.reading, place, place.rows + index + 1, this.run.rejected())
      // The position stays before a row that may be half written, so that it is read again.
      if (!half) this.run.at(mark)
      this.taken = mark.rows
      const sample = format.sampleOf(record, half)
      yield sample && marks ? marked(sample, mark) : sample
    }
    this.options.onProgress?.(opened.read(), opened.size)
  }
}
