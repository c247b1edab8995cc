import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { EddyError } from '../../error.js'
import { blocks } from './blocks.js'

/** Where bytes come from: a path, an http(s) address, or a stream. Gzip is recognised by its first bytes. */
export type ByteInput = string | URL | AsyncIterable<Uint8Array>

export interface OpenedBytes {
  readonly chunks: AsyncIterable<Uint8Array>
  /** Bytes on disk or announced, compressed or not; undefined where nobody knows. */
  readonly size: number | undefined
  readonly gzip: boolean
  /** Bytes read so far, as they lie there. */
  read(): number
  close(): void
}

/**
 * Opens a source of bytes; compressed ones come unpacked.
 *
 * @param from unpacked bytes to pass over: of a plain file they aren't read
 * @throws {EddyError} ERR_NO_FILE, ERR_FETCH, ERR_POSITION for a file that ends before `from`; while reading ERR_GZIP for a
 *   compressed file that is cut off or broken
 */
export async function openBytes(input: ByteInput, from = 0): Promise<OpenedBytes> {
  const { stream, size, file } = await rawStream(input)
  const head = await firstChunk(stream)
  if (from > 0 && file && !isGzip(head)) {
    stream.destroy()
    return openedAt(input as string | URL, from)
  }
  const { chunks, ...opened } = opening(stream, head, size)
  const later = from > 0 ? passedOver(chunks, from) : chunks
  return { ...opened, chunks: file ? blocks(later, from) : later }
}

const isGzip = (first: Uint8Array): boolean => first[0] === 0x1f && first[1] === 0x8b

/** A plain file from a byte on. */
async function openedAt(path: string | URL, from: number): Promise<OpenedBytes> {
  const { size } = await stat(path)
  if (size < from) throw tooShort(from)
  const stream = createReadStream(path, { start: from })
  let read = from
  const counted = async function* (): AsyncIterable<Uint8Array> {
    for await (const chunk of stream) {
      read += (chunk as Uint8Array).byteLength
      yield chunk as Uint8Array
    }
  }
  return { chunks: blocks(counted(), from), size, gzip: false, read: () => read, close: () => stream.destroy() }
}

async function* passedOver(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncIterable<Uint8Array> {
  let left = bytes
  for await (const chunk of chunks) {
    if (left < chunk.byteLength) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.byteLength)
  }
  if (left > 0) throw tooShort(bytes)
}

const tooShort = (bytes: number): EddyError =>
  new EddyError('ERR_POSITION', `the data ends before byte ${bytes}, where to go on: it was replaced or cut`)

function opening(stream: Readable, first: Uint8Array, size: number | undefined): OpenedBytes {
  let read = 0
  const gzip = isGzip(first)
  const counted = async function* (): AsyncIterable<Uint8Array> {
    read = first.byteLength
    if (first.byteLength > 0) yield first
    for await (const chunk of stream) {
      read += (chunk as Uint8Array).byteLength
      yield chunk as Uint8Array
    }
  }
  const chunks = gzip ? unzipped(counted()) : counted()
  return { chunks, size, gzip, read: () => read, close: () => stream.destroy() }
}

interface RawStream {
  readonly stream: Readable
  readonly size: number | undefined
  /** It can be read again, from any byte. */
  readonly file: boolean
}

async function rawStream(input: ByteInput): Promise<RawStream> {
  if (typeof input === 'object' && Symbol.asyncIterator in input) {
    const stream = input instanceof Readable ? input : Readable.from(input)
    return { stream, size: undefined, file: false }
  }
  if (/^https?:/.test(String(input))) {
    const response = await fetched(String(input))
    const size = Number(response.headers.get('content-length')) || undefined
    return { stream: Readable.fromWeb(response.body as never), size, file: false }
  }
  try {
    const found = await stat(input)
    return { stream: createReadStream(input), size: found.size, file: found.isFile() }
  } catch (error) {
    throw new EddyError('ERR_NO_FILE', `cannot read '${String(input)}': ${reasonOf(error)}`, { cause: error })
  }
}

async function fetched(url: string): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url)
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly message?: string } }
    throw new EddyError('ERR_FETCH', `cannot fetch ${url}: ${cause?.message ?? String(error)}`, { cause: error })
  }
  if (response.ok && response.body) return response
  throw new EddyError('ERR_FETCH', `cannot fetch ${url}: the server answers ${response.status} ${response.statusText}`)
}

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message
}

async function firstChunk(stream: Readable): Promise<Uint8Array> {
  for (;;) {
    const chunk = stream.read() as Uint8Array | null
    if (chunk && chunk.byteLength > 0) return chunk
    if (stream.readableEnded) return new Uint8Array(0)
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: Error): void => {
        stream.off('readable', settle).off('end', settle).off('error', settle)
        if (error instanceof Error)
          reject(new EddyError('ERR_NO_FILE', `cannot read: ${reasonOf(error)}`, { cause: error }))
        else resolve()
      }
      stream.on('readable', settle).on('end', settle).on('error', settle)
    })
  }
}

/** What was unpacked before a fault still comes. */
async function* unzipped(compressed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip()
  const out = new PassThrough()
  let failure: unknown
  gunzip.on('data', (chunk: Uint8Array) => {
    if (!out.write(chunk)) gunzip.pause()
  })
  out.on('drain', () => gunzip.resume())
  gunzip.on('end', () => out.end())
  gunzip.on('error', (error) => {
    failure = error
    out.end()
  })
  const feed = async (): Promise<void> => {
    for await (const chunk of compressed) if (!gunzip.write(chunk)) await once(gunzip, 'drain')
    gunzip.end()
  }
  feed().catch((error: unknown) => {
    failure ??= error
    out.end()
  })
  try {
    yield* out as AsyncIterable<Uint8Array>
  } finally {
    gunzip.destroy()
  }
  if (failure)
    throw new EddyError('ERR_GZIP', `the compressed data is cut off or broken: ${reasonOf(failure)}`, {
      cause: failure,
    })
}
