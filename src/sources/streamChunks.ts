import { readOnce } from '../operators/pulling/readOnce.js'

/**
 * The chunks of a web stream. `return` cancels it, also while a chunk is awaited. Not every browser iterates streams itself.
 * A stream can be read once: iterating it again throws ERR_STREAM_USED.
 */
export const webStreamIterable = <T>(stream: ReadableStream<T>): AsyncIterable<T> => ({
  [Symbol.asyncIterator]() {
    readOnce(stream)
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
