import { EddyError } from '../../error.js'
import { marked } from '../../features/mark.js'
import type { Sample } from '../../features/sample.js'
import { drain } from '../files/drain.js'
import { type LineBatch, lineBatches } from '../files/lineBatches.js'
import { type ByteInput, openBytes } from '../files/openBytes.js'
import { type BatchPlace, type Reading, RecordMark, sourceName } from '../files/recordMark.js'
import { SampleSource, type SourceSink } from '../sampleSource.js'
import { checkOptions, wholeNumber } from '../../options.js'
import { type TableOptions, tableOptions } from '../table/tableOptions.js'
import { ndjsonSample } from './ndjsonSamples.js'

/** The options of `fromNdjson`. */
export interface NdjsonOptions extends TableOptions {
  /** Bytes a line may take; a longer one is set aside. Default 1 MiB. */
  readonly maxLine?: number
}

/**
 * Samples from newline-delimited JSON: a file, address or stream, gzipped or not. A line that is no JSON object is set
 * aside on `rejected$`. Reads as fast as its subscriber takes, in memory that doesn't grow.
 *
 * Errors of the stream: ERR_NO_FILE, ERR_FETCH, ERR_GZIP, ERR_EMPTY, ERR_NOT_JSON, ERR_RECORD_TOO_LONG,
 *   ERR_POSITION for a position that isn't of this data
 */
export function fromNdjson(input: ByteInput, options: NdjsonOptions = {}): SampleSource {
  checkOptions('fromNdjson', options, { ...tableOptions, maxLine: wholeNumber({ from: 1 }) })
  return new SampleSource((sink) => {
    let close = (): void => undefined
    const { after, maxLine: maxRecord = 1_048_576, name = sourceName(input), onProgress } = options
    const { bytes: startBytes = 0, lines = 0, rows = 0 } = after?.from ?? {}
    const run = async (): Promise<void> => {
      const bytes = await openBytes(input, startBytes)
      close = bytes.close
      const reader = new Lines({ source: name, state: () => undefined }, rows, { options, sink })
      const batches = lineBatches(bytes.chunks, { maxRecord, startBytes, startLine: lines + 1 })
      const samplesOf = function* (batch: LineBatch) {
        yield* reader.samplesOf(batch)
        onProgress?.(bytes.read(), bytes.size)
      }
      await drain(batches, samplesOf, sink.subscriber)
      if (reader.rows === 0 && !sink.subscriber.closed)
        throw new EddyError('ERR_EMPTY', 'there is not one line to read')
      sink.subscriber.complete()
    }
    run().catch((error: unknown) => sink.subscriber.error(error))
    return () => close()
  }, options.after)
}

class Lines {
  /** Records so far, those passed over included. */
  rows: number
  private readonly run: Reading
  private readonly options: NdjsonOptions
  private readonly sink: SourceSink

  constructor(
    run: Reading,
    rows: number,
    { options, sink }: { readonly options: NdjsonOptions; readonly sink: SourceSink },
  ) {
    this.run = run
    this.rows = rows
    this.options = options
    this.sink = sink
  }

  *samplesOf({ text, line, bytes }: LineBatch): Iterable<() => Sample | undefined> {
    if (line === 1 && /^\s*</.test(text)) {
      throw new EddyError('ERR_NOT_JSON', 'this is HTML or XML, not NDJSON: is the address right?')
    }
    const place: BatchPlace = { bytes, lines: line - 1, rows: this.rows }
    const skip = this.options.after?.rows ?? 0
    const lines = text.split('\n')
    for (let at = 0; at < lines.length; at++) {
      const content = (lines[at] ?? '').trim()
      if (content === '') continue
      this.rows += 1
      if (this.rows <= skip) continue
      const { rows } = this
      yield () => {
        const mark = new RecordMark(this.run, place, rows, this.sink.rejected())
        this.sink.at(mark)
        const sample = this.sampleOf(content, line + at)
        return sample && this.options.after?.marked ? marked(sample, mark) : sample
      }
    }
  }

  private sampleOf(content: string, line: number): Sample | undefined {
    const read = ndjsonSample(content, line, this.options)
    if (!('code' in read)) return read
    this.sink.reject(read)
    return undefined
  }
}
