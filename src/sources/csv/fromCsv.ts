import type { ByteInput } from '../files/openBytes.js'
import { sourceName } from '../files/recordMark.js'
import { SampleSource, type SourcePosition } from '../sampleSource.js'
import { CsvReading } from './csvReading.js'
import type { CsvSampleOptions } from './csvSamples.js'
import type { CsvSchema } from './csvSchema.js'

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
  /** Goes on after this position of the same data: a plain file is read from there on, others are passed over until there. */
  readonly after?: SourcePosition | undefined
  /** How a learner calls this source when it keeps its place; default: the path or address. */
  readonly name?: string
}

/**
 * Samples from a CSV file, address or stream, gzipped or not. Types are inferred from the first rows; a later row that
 * disagrees is set aside on `rejected$` with its line. Reads as fast as its subscriber takes, in memory that doesn't grow.
 *
 * Errors of the stream: ERR_NO_FILE, ERR_FETCH, ERR_GZIP, ERR_EMPTY, ERR_NOT_CSV, ERR_TARGET_COLUMN, ERR_RECORD_TOO_LONG,
 *   ERR_POSITION for a position that isn't of this data
 */
export function fromCsv(input: ByteInput, options: CsvOptions = {}): SampleSource {
  return new SampleSource((sink) => {
    const reading = new CsvReading({ input, name: options.name ?? sourceName(input) }, options, sink)
    reading.run().then(
      () => sink.subscriber.complete(),
      (error: unknown) => sink.subscriber.error(error),
    )
    return () => reading.close()
  }, options.after)
}
