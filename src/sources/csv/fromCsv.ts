import { checkOptions } from '../../options.js'
import type { ByteInput } from '../files/openBytes.js'
import { sourceName } from '../files/recordMark.js'
import { SampleSource } from '../sampleSource.js'
import { tableOptions } from '../table/tableOptions.js'
import type { CsvOptions } from './csvOptions.js'
import { CsvReading } from './csvReading.js'

/**
 * Samples from a CSV file, address or stream, gzipped or not. Types are inferred from the first rows; a later row that
 * disagrees is set aside on `rejected$` with its line. Reads as fast as its subscriber takes, in memory that doesn't grow.
 *
 * Errors of the stream: ERR_NO_FILE, ERR_FETCH, ERR_GZIP, ERR_EMPTY, ERR_NOT_CSV, ERR_TARGET_COLUMN, ERR_RECORD_TOO_LONG,
 *   ERR_POSITION for a position that isn't of this data
 */
export function fromCsv(input: ByteInput, options: CsvOptions = {}): SampleSource {
  checkOptions('fromCsv', options, tableOptions)
  return new SampleSource((sink) => {
    const reading = new CsvReading({ input, name: options.name ?? sourceName(input) }, options, sink)
    reading.run().then(
      () => sink.subscriber.complete(),
      (error: unknown) => sink.subscriber.error(error),
    )
    return () => reading.close()
  }, options.after)
}
