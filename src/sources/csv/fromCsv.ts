import { checkOptions } from '../../options.js'
import { type ByteInput, checkByteInput } from '../files/byteInput.js'
import { MAX_RECORD } from '../files/recordBatches.js'
import { sourceName } from '../files/recordMark.js'
import { tableOptions } from '../table/tableOptions.js'
import { TableSource } from '../table/tableSource.js'
import type { CsvOptions } from './csvOptions.js'

/**
 * Samples from a CSV file, address or stream, gzipped or not. The first rows show how it is written and what its columns are:
 * `report$` and `report` say what was found, and options overrule it. A later row that disagrees is set aside on `rejected$` with
 * its line. Reads as fast as its subscriber takes, in memory that doesn't grow. What works asynchronously takes
 * its rows by `for await (const sample of fromCsv(...))`; `concatMap` and its kin would queue the whole file.
 *
 * A last row without a line end may be half written. It is read, but the position stays before it, so `after` reads it again.
 * Where a learner keeps the place in a file, the row is left for the next reading.
 *
 * Errors of the stream: ERR_NO_FILE, ERR_FETCH, ERR_STREAM_USED, ERR_BYTES, ERR_GZIP, ERR_EMPTY, ERR_NOT_A_TABLE, ERR_NOT_CSV,
 *   ERR_TARGET_COLUMN, ERR_OPTION for another column that isn't there, ERR_POSITION for a position that isn't of this data
 *
 * @throws {EddyError} ERR_OPTION
 */
export function fromCsv(input: ByteInput, options: CsvOptions = {}): TableSource {
  checkByteInput('fromCsv', input)
  checkOptions('fromCsv', options, tableOptions)
  const { name = sourceName(input) } = options
  return new TableSource({ input, name, expected: 'csv', maxRecord: MAX_RECORD }, options)
}
