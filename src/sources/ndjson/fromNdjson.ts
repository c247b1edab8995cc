import type { Sample } from '../../features/sample.js'
import { EddyError } from '../../error.js'
import { drain } from '../files/drain.js'
import { type LineBatch, lineBatches } from '../files/lineBatches.js'
import { type ByteInput, openBytes } from '../files/openBytes.js'
import { SampleSource, type SourcePosition, type SourceSink } from '../sampleSource.js'
import { ndjsonSample, type NdjsonSampleOptions } from './ndjsonSamples.js'

export interface NdjsonOptions extends NdjsonSampleOptions {
  /** Bytes a line may take; default 1 MiB. */
  readonly maxLine?: number
  /** Told how many bytes were read, of how many where that is known. */
  readonly onProgress?: (bytes: number, size: number | undefined) => void
  /** Goes on after this position of the same data. */
  readonly after?: SourcePosition
}

/**
 * Samples from newline-delimited JSON: a file, address or stream, gzipped or not. A line that is no JSON object is set
 * aside on `rejected$`. Reads as fast as its subscriber takes, in memory that doesn't grow.
 *
 * Errors of the stream: ERR_NO_FILE, ERR_FETCH, ERR_GZIP, ERR_EMPTY, ERR_NOT_JSON, ERR_RECORD_TOO_LONG
 */
export function fromNdjson(input: ByteInput, options: NdjsonOptions = {}): SampleSource {
  return new SampleSource((sink) => {
    let close = (): void => undefined
    const run = async (): Promise<void> => {
      const bytes = await openBytes(input)
      close = bytes.close
      const lines = new Lines(options, sink)
      const { maxLine: maxRecord = 1_048_576, onProgress } = options
      const batches = lineBatches(bytes.chunks, { maxRecord })
      const samplesOf = function* (batch: LineBatch) {
        yield* lines.samplesOf(batch)
        onProgress?.(bytes.read(), bytes.size)
      }
      await drain(batches, samplesOf, sink.subscriber)
      if (lines.rows === 0 && !sink.subscriber.closed) throw new EddyError('ERR_EMPTY', 'there is not one line to read')
      sink.subscriber.complete()
    }
    run().catch((error: unknown) => sink.subscriber.error(error))
    return () => close()
  })
}

class Lines {
  rows = 0
  private readonly options: NdjsonOptions
  private readonly sink: SourceSink

  constructor(options: NdjsonOptions, sink: SourceSink) {
    this.options = options
    this.sink = sink
  }

  *samplesOf({ text, line }: LineBatch): Iterable<() => Sample | undefined> {
    if (line === 1 && /^\s*</.test(text)) {
      throw new EddyError('ERR_NOT_JSON', 'this is HTML or XML, not NDJSON: is the address right?')
    }
    const { after } = this.options
    const lines = text.split('\n')
    for (let at = 0; at < lines.length; at++) {
      const content = (lines[at] ?? '').trim()
      if (content === '') continue
      this.rows += 1
      if (this.rows <= (after?.rows ?? 0)) continue
      const read = this.rows
      yield () => {
        this.sink.at({ rows: read })
        return this.sampleOf(content, line + at)
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
