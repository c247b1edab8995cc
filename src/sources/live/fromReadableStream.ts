import { fromAsyncIterable, type IterableOptions } from './fromAsyncIterable.js'
import type { LiveSource } from './liveSource.js'

/**
 * Samples from a web stream, chunk by chunk. Reads the next when the learner is done with the last, so the stream's own
 * backpressure works. A chunk that is no sample is set aside on `rejected$`. Unsubscribing cancels the stream, which can be
 * read once. There is no position. Bytes of NDJSON or CSV: `fromNdjson` and `fromCsv` take them.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function fromReadableStream<T>(stream: ReadableStream<T>, options: IterableOptions<T> = {}): LiveSource {
  return fromAsyncIterable(chunksOf(stream), options)
}

/** Not every browser iterates streams; and cancelling has to reach a read that waits. */
const chunksOf = <T>(stream: ReadableStream<T>): AsyncIterable<T> => ({
  [Symbol.asyncIterator]() {
    const reader = stream.getReader()
    return {
      async next() {
        const { done, value } = await reader.read()
        return done ? { done, value: undefined } : { done, value }
      },
      async return() {
        await reader.cancel()
        return { done: true, value: undefined }
      },
    }
  },
})
