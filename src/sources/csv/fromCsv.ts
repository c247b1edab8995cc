import { checkOptions } from '../../options.js'
import { type ByteInput, checkByteInput } from '../files/byteInput.js'
import { sourceName } from '../files/recordMark.js'
import { SampleSource } from '../sampleSource.js'
import { tableOptions } from '../table/tableOptions.js'
import type { CsvOptions } from './csvOptions.js'
import { CsvReading } from './csvReading.js'

/**
 * Samples from a CSV file, address or stream, gzipped or not. Types are inferred from the first rows; a later row that
 * disagrees is set aside on `rejected$` with its line. Reads as fast as its subscriber takes, in memory that doesn't grow. What
 * works asynchronously takes its rows by `for await (const sample of fromCsv(...))`.
 *
 * Errors of the stream: ERR_NO_FILE, ERR_FETCH, ERR_STREAM_USED, ERR_BYTES, ERR_GZIP, ERR_EMPTY, ERR_NOT_CSV, ERR_TARGET_COLUMN, ERR_RECORD_TOO_LONG,
 *   ERR_POSITION for a position that isn't of this data
 *
 * @throws {EddyError} ERR_OPTION
 */
export function fromCsv(input: ByteInput, options: CsvOptions = {}): SampleSource {
  checkByteInput('fromCsv', input)
  checkOptions('fromCsv', options, tableOptions)
  const from = { input, name: options.name ?? sourceName(input) }
  return new SampleSource((run) => new CsvReading(from, options, run).batches(), options)
}
