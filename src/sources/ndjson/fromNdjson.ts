import { checkOptions, wholeNumber } from '../../options.js'
import { type ByteInput, checkByteInput } from '../files/byteInput.js'
import { MAX_RECORD } from '../files/recordBatches.js'
import { sourceName } from '../files/recordMark.js'
import { type TableOptions, tableOptions } from '../table/tableOptions.js'
import { TableSource } from '../table/tableSource.js'

/** The options of `fromNdjson`. */
export interface NdjsonOptions extends TableOptions {
  /** The longest record allowed, in bytes. A longer one is set aside. Default 1 MiB. */
  readonly maxLine?: number
}

/**
 * Samples from newline-delimited JSON: a file, address or stream, gzipped or not. A line that is no JSON object is set
 * aside on `rejected$`. Nested fields have dotted names. The first records show what the fields are, as in `fromCsv`. An array of objects is read too, and so is an object that holds one. Reads as fast as its subscriber takes, in memory that
 * doesn't grow. What works asynchronously takes its lines by `for await (const sample of fromNdjson(...))`.
 *
 * Errors of the stream: those of `fromCsv`, with ERR_NOT_JSON in place of ERR_NOT_CSV.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function fromNdjson(input: ByteInput, options: NdjsonOptions = {}): TableSource {
  checkByteInput('fromNdjson', input)
  checkOptions('fromNdjson', options, { ...tableOptions, maxLine: wholeNumber({ from: 1 }) })
  const { maxLine, name = sourceName(input), ...table } = options
  return new TableSource({ input, name, expected: 'ndjson', maxRecord: maxLine ?? MAX_RECORD }, table)
}
