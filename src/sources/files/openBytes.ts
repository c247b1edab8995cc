import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { EddyError } from '../../error.js'

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
 * @throws {EddyError} ERR_NO_FILE, ERR_FETCH; while reading ERR_GZIP for a compressed file that is cut off or broken
 */
export async function openBytes(input: ByteInput): Promise<OpenedBytes> {
  const { stream, size } = await rawStream(input)
  let read = 0
  const first = await firstChunk(stream)
  const gzip = first[0] === 0x1f && first[1] === 0x8b
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

async function rawStream(input: ByteInput): Promise<{ readonly stream: Readable; readonly size: number | undefined }> {
  if (typeof input === 'object' && Symbol.asyncIterator in input) {
    const stream = input instanceof Readable ? input : Readable.from(input)
    return { stream, size: undefined }
  }
  if (/^https?:/.test(String(input))) {
    const response = await fetched(String(input))
    const size = Number(response.headers.get('content-length')) || undefined
    return { stream: Readable.fromWeb(response.body as never), size }
  }
  try {
    const { size } = await stat(input)
    return { stream: createReadStream(input), size }
  } catch (error) {
    throw new EddyError('ERR_NO_FILE', `cannot read '${String(input)}': ${reasonOf(error)}`)
  }
}

async function fetched(url: string): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url)
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly message?: string } }
    throw new EddyError('ERR_FETCH', `cannot fetch ${url}: ${cause?.message ?? String(error)}`)
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
        if (error instanceof Error) reject(new EddyError('ERR_NO_FILE', `cannot read: ${reasonOf(error)}`))
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
  if (failure) throw new EddyError('ERR_GZIP', `the compressed data is cut off or broken: ${reasonOf(failure)}`)
}
