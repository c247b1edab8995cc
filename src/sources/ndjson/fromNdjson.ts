import { EddyError } from '../../error.js'
import { marked } from '../../features/mark.js'
import type { Sample } from '../../features/sample.js'
import type { Batch } from '../../operators/pulling/batches.js'
import { type LineBatch, lineBatches } from '../files/lineBatches.js'
import { type ByteInput, checkByteInput } from '../files/byteInput.js'
import { openBytes } from '../files/openBytes.js'
import { type BatchPlace, type Reading, RecordMark, sourceName } from '../files/recordMark.js'
import { SampleSource, type SourceRun } from '../sampleSource.js'
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
 * aside on `rejected$`. Reads as fast as its subscriber takes, in memory that doesn't grow. What works asynchronously takes
 * its lines by `for await (const sample of fromNdjson(...))`.
 *
 * Errors of the stream: ERR_NO_FILE, ERR_FETCH, ERR_STREAM_USED, ERR_BYTES, ERR_GZIP, ERR_EMPTY, ERR_NOT_JSON, ERR_RECORD_TOO_LONG,
 *   ERR_POSITION for a position that isn't of this data
 *
 * @throws {EddyError} ERR_OPTION
 */
export function fromNdjson(input: ByteInput, options: NdjsonOptions = {}): SampleSource {
  checkByteInput('fromNdjson', input)
  checkOptions('fromNdjson', options, { ...tableOptions, maxLine: wholeNumber({ from: 1 }) })
  return new SampleSource((run) => batchesOf(input, options, run), options)
}

async function* batchesOf(input: ByteInput, options: NdjsonOptions, sink: SourceRun): AsyncIterable<Batch<Sample>> {
  const { after, maxLine: maxRecord = 1_048_576, name = sourceName(input), onProgress } = options
  const { bytes: startBytes = 0, lines = 0, rows = 0 } = after?.from ?? {}
  const bytes = await openBytes(input, { from: startBytes, signal: sink.signal })
  const reader = new Lines({ source: name, state: () => undefined }, rows, { options, sink })
  const samplesOf = function* (batch: LineBatch): Batch<Sample> {
    yield* reader.samplesOf(batch)
    onProgress?.(bytes.read(), bytes.size)
  }
  const batches = lineBatches(bytes.chunks, { maxRecord, startBytes, startLine: lines + 1 })
  for await (const batch of batches) yield samplesOf(batch)
  if (reader.rows === 0) throw new EddyError('ERR_EMPTY', 'there is not one line to read')
}

class Lines {
  /** Records so far, those passed over included. */
  rows: number
  private readonly run: Reading
  private readonly options: NdjsonOptions
  private readonly sink: SourceRun

  constructor(
    run: Reading,
    rows: number,
    { options, sink }: { readonly options: NdjsonOptions; readonly sink: SourceRun },
  ) {
    this.run = run
    this.rows = rows
    this.options = options
    this.sink = sink
  }

  *samplesOf({ text, line, bytes }: LineBatch): Iterable<Sample | undefined> {
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
      const mark = new RecordMark(this.run, place, this.rows, this.sink.rejected())
      this.sink.at(mark)
      const sample = this.sampleOf(content, line + at)
      yield sample && this.options.after?.marked ? marked(sample, mark) : sample
    }
  }

  private sampleOf(content: string, line: number): Sample | undefined {
    const read = ndjsonSample(content, line, this.options)
    if (!('code' in read)) return read
    this.sink.reject(read)
    return undefined
  }
}
