import { EddyError } from '../../error.js'
import { blocks } from './blocks.js'
import { type ByteInput, rawBytes } from './rawBytes.js'
import { unzipped } from './unzipped.js'

export type { ByteInput } from './rawBytes.js'

export interface Opening {
  /** Aborting it closes what was opened, at whatever moment: before, while it opens, and while it is read. */
  readonly signal: AbortSignal
  /** Unpacked bytes to pass over: of a plain file they aren't read. */
  readonly from?: number
}

export interface OpenedBytes {
  readonly chunks: AsyncIterable<Uint8Array>
  /** Bytes on disk or announced, compressed or not; undefined where nobody knows. */
  readonly size: number | undefined
  readonly gzip: boolean
  /** Whether they are those of a file, which are all there; others may come slowly. */
  readonly file: boolean
  /** Bytes read so far, as they lie there. */
  read(): number
}

/**
 * Opens a source of bytes; compressed ones come unpacked. Bytes of a file come in blocks, others as soon as they are there.
 *
 * @throws {EddyError} ERR_NO_FILE, ERR_FETCH, ERR_STREAM_USED, ERR_BYTES, ERR_POSITION for a file that ends before `from`; while
 *   reading ERR_GZIP for a compressed file that is cut off or broken
 */
export async function openBytes(input: ByteInput, { signal, from = 0 }: Opening): Promise<OpenedBytes> {
  const raw = await rawBytes(input, signal)
  const { head, chunks: all, close } = await begun(raw.chunks)
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  const { size, readFrom } = raw
  const skipped = from > 0 && readFrom !== undefined && !gzip
  if (skipped) {
    await close()
    if (size !== undefined && size < from) throw tooShort(from)
  }
  let read = skipped ? from : 0
  const counted = async function* (): AsyncIterable<Uint8Array> {
    for await (const chunk of skipped ? readFrom(from) : all) {
      read += chunk.byteLength
      yield chunk
    }
  }
  const unpacked = gzip ? unzipped(counted(), signal) : counted()
  const chunks = from > 0 && !skipped ? passedOver(unpacked, from) : unpacked
  return {
    chunks: readFrom ? blocks(chunks, from) : chunks,
    size,
    gzip,
    file: readFrom !== undefined,
    read: () => read,
  }
}

/** Bytes that tell gzip from anything else. */
const MAGIC_BYTES = 2

/** Waits for the first bytes; `chunks` brings them again, with all that follow. */
async function begun(source: AsyncIterable<Uint8Array>): Promise<{
  readonly head: Uint8Array
  readonly chunks: AsyncIterable<Uint8Array>
  readonly close: () => Promise<unknown>
}> {
  const iterator = source[Symbol.asyncIterator]()
  let head: Uint8Array = new Uint8Array(0)
  while (head.byteLength < MAGIC_BYTES) {
    const { done, value } = await iterator.next()
    if (done) break
    head = head.byteLength === 0 ? value : Buffer.concat([head, value])
  }
  const close = async (): Promise<unknown> => iterator.return?.()
  const chunks = async function* (): AsyncIterable<Uint8Array> {
    try {
      if (head.byteLength > 0) yield head
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await close()
    }
  }
  return { head, chunks: chunks(), close }
}

/** Bytes from one on.
 *
 * @throws {EddyError} ERR_POSITION where they end before it
 */
export async function* passedOver(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncIterable<Uint8Array> {
  let left = bytes
  for await (const chunk of chunks) {
    if (left < chunk.byteLength) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.byteLength)
  }
  if (left > 0) throw tooShort(bytes)
}

const tooShort = (bytes: number): EddyError =>
  new EddyError('ERR_POSITION', `the data ends before byte ${bytes}, where to go on: it was replaced or cut`)
