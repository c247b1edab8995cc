import { EddyError } from '../../error.js'

/** Whole lines of text, as many as came at once. */
export interface LineBatch {
  /** Ends with a line end, but for the last batch. */
  readonly text: string
  /** Of its first line, from 1; and how many bytes lie before it. */
  readonly line: number
  readonly bytes: number
}

export interface LineBatchOptions {
  /** Characters that one record may take; default 1 MiB. */
  readonly maxRecord?: number
  /** Whether line ends between double quotes belong to a record, as in CSV. */
  readonly quotes?: boolean
  readonly startLine?: number
  readonly startBytes?: number
}

const NEWLINE = 10

/**
 * Cuts bytes into batches of whole records. What isn't UTF-8 becomes U+FFFD, for the reader to judge.
 *
 * @throws {EddyError} ERR_RECORD_TOO_LONG for a record that doesn't end in time
 */
export async function* lineBatches(
  chunks: AsyncIterable<Uint8Array>,
  { maxRecord = 1_048_576, quotes = false, startLine = 1, startBytes = 0 }: LineBatchOptions = {},
): AsyncIterable<LineBatch> {
  let waiting: Uint8Array[] = []
  let [line, bytes] = [startLine, startBytes]
  const decoder = new TextDecoder('utf-8', { ignoreBOM: startBytes > 0 })
  const batchOf = (whole: Uint8Array): LineBatch => {
    const batch = { text: decoder.decode(whole), line, bytes }
    line += count(whole, NEWLINE, whole.byteLength)
    bytes += whole.byteLength
    return batch
  }
  for await (const chunk of chunks) {
    waiting.push(chunk)
    const joined = waiting.length === 1 ? chunk : Buffer.concat(waiting)
    const end = lastBoundary(joined, quotes)
    if (end > 0) yield batchOf(joined.subarray(0, end))
    const rest = joined.subarray(end)
    if (rest.byteLength > maxRecord) {
      throw new EddyError(
        'ERR_RECORD_TOO_LONG',
        `the record at line ${line} does not end within ${maxRecord} bytes: ${quotes ? 'is a quote missing, or is this no CSV file?' : 'is this a text file of lines?'}`,
      )
    }
    waiting = rest.byteLength > 0 ? [rest] : []
  }
  const [rest] = waiting
  if (rest) yield batchOf(rest)
}

const QUOTE = 34

/** After the last line end that stands outside quotes; 0 if there is none. */
function lastBoundary(bytes: Uint8Array, quotes: boolean): number {
  let open = quotes && count(bytes, QUOTE, bytes.byteLength) % 2 === 1
  for (let end = bytes.byteLength - 1; end >= 0; end--) {
    if (bytes[end] === NEWLINE && !open) return end + 1
    if (quotes && bytes[end] === QUOTE) open = !open
  }
  return 0
}

function count(bytes: Uint8Array, byte: number, end: number): number {
  let found = 0
  for (let at = bytes.indexOf(byte); at >= 0 && at < end; at = bytes.indexOf(byte, at + 1)) found += 1
  return found
}
