import { onAbort } from '../abort.js'
import { Reader } from '../operators/pulling/reader.js'

/** The chunks of a web stream. Aborting cancels it, also while a chunk is awaited. Not every browser iterates streams itself. */
export async function* webStreamChunks<T>(
  stream: ReadableStream<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, void> {
  const reader = stream.getReader()
  const cancel = (): void => void reader.cancel().catch(() => undefined)
  const unfollow = onAbort(signal, cancel)
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
  } finally {
    unfollow()
    cancel()
  }
}

/** The values of an iterable until a signal aborts. */
export async function* valuesUntil<T>(
  source: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, void> {
  const reader = new Reader(source, signal)
  for (let read = await reader.next(); !read.done; read = await reader.next()) yield read.value
}
