import { EddyError } from '../../error.js'
import { type ByteInput, openBytes } from '../files/openBytes.js'
import { drain } from '../files/drain.js'
import { type LineBatch, lineBatches } from '../files/lineBatches.js'
import { SampleSource, type SourcePosition, type SourceSink } from '../sampleSource.js'
import { type CsvRow, delimiterOf, rowsOf } from './csvRows.js'
import { type CsvSampleOptions, CsvSamples } from './csvSamples.js'
import { type CsvSchema, schemaOf } from './csvSchema.js'

export interface CsvOptions extends CsvSampleOptions {
  /** The column that is to be predicted; without it samples are questions. */
  readonly target?: string
  /** Default: whichever of comma, semicolon, tab and bar the header shows. */
  readonly delimiter?: string
  /** Default: labels for text, truths and few whole numbers; else a regression. */
  readonly task?: 'classification' | 'regression'
  /** Told before the first sample. */
  readonly onSchema?: (schema: CsvSchema) => void
  /** Told how many bytes were read, of how many where that is known. */
  readonly onProgress?: (bytes: number, size: number | undefined) => void
  /** Goes on after this position of the same data. */
  readonly after?: SourcePosition
}

/** Rows that types are read off. */
const SCHEMA_ROWS = 1000

/**
 * Samples from a CSV file, address or stream, gzipped or not. Types are inferred from the first rows; a later row that
 * disagrees is set aside on `rejected$` with its line. Reads as fast as its subscriber takes, in memory that doesn't grow.
 *
 * Errors of the stream: ERR_NO_FILE, ERR_FETCH, ERR_GZIP, ERR_EMPTY, ERR_NOT_CSV, ERR_TARGET_COLUMN, ERR_RECORD_TOO_LONG
 */
export function fromCsv(input: ByteInput, options: CsvOptions = {}): SampleSource {
  return new SampleSource((sink) => {
    const reading = new CsvReading(input, options, sink)
    reading.run().then(
      () => sink.subscriber.complete(),
      (error: unknown) => sink.subscriber.error(error),
    )
    return () => reading.close()
  })
}

class CsvReading {
  private readonly input: ByteInput
  private readonly options: CsvOptions
  private readonly sink: SourceSink
  private close_: () => void = () => undefined
  private delimiter = ','
  private names: readonly string[] = []
  private samples: CsvSamples | undefined
  private rows = 0

  constructor(input: ByteInput, options: CsvOptions, sink: SourceSink) {
    this.input = input
    this.options = options
    this.sink = sink
  }

  close(): void {
    this.close_()
  }

  async run(): Promise<void> {
    const { after } = this.options
    const bytes = await openBytes(this.input)
    this.close_ = () => bytes.close()
    const batches = lineBatches(bytes.chunks, { quotes: true })
    await drain(this.withSchema(batches), (batch) => this.records(batch, after?.rows ?? 0, bytes), this.sink.subscriber)
    if (this.names.length === 0) throw new EddyError('ERR_EMPTY', `${this.name} is empty: expected a header and rows`)
  }

  private get name(): string {
    return typeof this.input === 'object' && !(this.input instanceof URL) ? 'the stream' : `'${String(this.input)}'`
  }

  /** Holds batches back until the types are known. */
  private async *withSchema(batches: AsyncIterable<LineBatch>): AsyncIterable<readonly CsvRow[]> {
    let early: CsvRow[] | undefined = []
    for await (const batch of batches) {
      const rows = this.rowsOf(batch)
      if (!early) {
        yield rows
        continue
      }
      early.push(...rows)
      if (early.length < SCHEMA_ROWS) continue
      this.decide(early)
      yield early
      early = undefined
    }
    if (!early) return
    if (this.names.length > 0) this.decide(early)
    yield early
  }

  private rowsOf(batch: LineBatch): readonly CsvRow[] {
    const first = this.names.length === 0
    if (first) {
      if (/^\s*</.test(batch.text)) {
        throw new EddyError('ERR_NOT_CSV', `${this.name} is HTML or XML, not CSV: is the address right?`)
      }
      this.delimiter = this.options.delimiter ?? delimiterOf(batch.text.split('\n', 1)[0] ?? '')
    }
    const broken = (line: number, reason: string): void => this.sink.reject({ code: 'ERR_CSV_ROW', reason, line })
    const rows = rowsOf(batch, this.delimiter, broken).filter(({ cells }) => cells.length > 1 || cells[0] !== '')
    if (!first) return rows
    const [header, ...rest] = rows
    this.names = header?.cells.map((name) => name.trim()) ?? []
    return rest
  }

  private decide(rows: readonly CsvRow[]): void {
    const { target, task, onSchema } = this.options
    const whole = rows.filter(({ cells }) => cells.length === this.names.length).slice(0, SCHEMA_ROWS)
    const schema = schemaOf(
      this.names,
      whole.map(({ cells }) => cells),
      target,
      task,
    )
    this.samples = new CsvSamples(schema, this.options, this.sink.reject)
    onSchema?.(schema)
  }

  private *records(
    rows: readonly CsvRow[],
    skip: number,
    bytes: { readonly read: () => number; readonly size: number | undefined },
  ): Iterable<() => ReturnType<CsvSamples['sampleOf']>> {
    for (const row of rows) {
      this.rows += 1
      if (this.rows <= skip) continue
      const read = this.rows
      yield () => {
        this.sink.at({ rows: read })
        return this.samples?.sampleOf(row)
      }
    }
    this.options.onProgress?.(bytes.read(), bytes.size)
  }
}
