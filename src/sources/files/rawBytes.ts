import { constants, createReadStream, open } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { onAbort } from '../../abort.js'
import { EddyError } from '../../error.js'
import { pullValues } from '../../operators/pulling/values.js'
import { readOnce } from '../../operators/pulling/readOnce.js'
import { webStreamIterable } from '../streamChunks.js'
import { addressBytes } from './addressBytes.js'

/** Where bytes come from: a path, an http(s) address, or a stream. Gzip is recognised by its first bytes. */
export type ByteInput = string | URL | AsyncIterable<Uint8Array>

/** Bytes as they lie there. */
export interface RawBytes {
  readonly chunks: AsyncIterable<Uint8Array>
  /** Bytes on disk or announced; undefined where nobody knows. */
  readonly size: number | undefined
  /** Of a file that can be read again: from this byte on. */
  readonly readFrom?: (start: number) => AsyncIterable<Uint8Array>
}

/**
 * Begins to read. Whatever is opened closes as soon as the signal aborts.
 *
 * @throws {EddyError} ERR_NO_FILE, ERR_FETCH, ERR_STREAM_USED for a stream that was read before, ERR_BYTES for one that
 *   doesn't hold bytes
 */
export async function rawBytes(input: ByteInput, signal: AbortSignal): Promise<RawBytes> {
  signal.throwIfAborted()
  if (typeof input === 'object' && !(input instanceof URL))
    return { chunks: streamBytes(input, signal), size: undefined }
  if (/^https?:/.test(String(input))) return addressBytes(new URL(input), signal)
  return pathBytes(input, signal)
}

async function* streamBytes(
  input: AsyncIterable<unknown>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunksOf(input, signal)) yield bytesOf(chunk)
}

function chunksOf(input: AsyncIterable<unknown>, signal: AbortSignal): AsyncIterable<unknown> {
  if ('getReader' in input) return pullValues(webStreamIterable(input as unknown as ReadableStream<unknown>), signal)
  readOnce(input)
  return input instanceof Readable ? closedBy(signal, input) : pullValues(input, signal)
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk === 'string') return Buffer.from(chunk)
  throw new EddyError(
    'ERR_BYTES',
    `expected a stream of bytes or text, got a chunk that is ${chunk === null ? 'null' : typeof chunk}: \`fromAsyncIterable\` takes values`,
  )
}

async function pathBytes(path: string | URL, signal: AbortSignal): Promise<RawBytes> {
  try {
    const found = await stat(path)
    signal.throwIfAborted()
    if (found.isDirectory()) throw new Error('it is a folder')
    if (found.isFIFO()) return { chunks: told(path, await openPipe(path, signal)), size: undefined }
    const readFrom = (start: number): AsyncIterable<Uint8Array> =>
      told(path, closedBy(signal, createReadStream(path, { start })))
    return { chunks: readFrom(0), size: found.size, ...(found.isFile() ? { readFrom } : {}) }
  } catch (error) {
    throw signal.aborted ? error : noFile(path, error)
  }
}

/** A descriptor of this process by its path: it is read itself, for opening it again would give another view of the pipe. */
const OWN_DESCRIPTOR = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/

/**
 * A named pipe, or a pipe this process was given by its path. A pipe without a writer would block a thread in `open`, and one
 * that is silent in `read`, until the process ends: so it is opened without blocking, and watched by the event loop.
 */
async function openPipe(path: string | URL, signal: AbortSignal): Promise<Readable> {
  const own = String(path) === '/dev/stdin' ? '0' : OWN_DESCRIPTOR.exec(String(path))?.[1]
  if (own === '0') return closedBy(signal, process.stdin)
  const fd = own === undefined ? await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK) : Number(own)
  return closedBy(signal, new Socket({ fd, readable: true, writable: false }))
}

/** The stream, which closes when the signal aborts; without an error event, for which nobody may listen. */
function closedBy<S extends Readable>(signal: AbortSignal, stream: S): S {
  const unfollow = onAbort(signal, () => stream.destroy())
  return stream.once('close', unfollow)
}

async function* told(path: string | URL, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* chunks
  } catch (error) {
    throw noFile(path, error)
  }
}

function noFile(path: string | URL, error: unknown): EddyError {
  const { code, message } = error as NodeJS.ErrnoException
  const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message
  return new EddyError('ERR_NO_FILE', `cannot read '${String(path)}': ${reason}`, { cause: error })
}
