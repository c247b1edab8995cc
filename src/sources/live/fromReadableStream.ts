import { checkOption, checkOptions, custom, required } from '../../options.js'
import { webStreamIterable } from '../streamChunks.js'
import { type IterableOptions, IterableSource, iterableOptions } from './fromAsyncIterable.js'

const webStream = required(
  custom('a ReadableStream', (stream) => typeof stream === 'object' && stream !== null && 'getReader' in stream),
)

/**
 * Samples from a web stream, chunk by chunk. Reads the next when the learner is done with the last, so the stream's own
 * backpressure works. What works asynchronously takes its samples by `for await (const sample of fromReadableStream(...))`.
 * A chunk that is no sample is set aside on `rejected$`. Unsubscribing cancels the stream, which can be read once. There is
 * no position. Bytes of NDJSON or CSV: `fromNdjson` and `fromCsv` take them.
 *
 * Errors of the stream: its own, and ERR_STREAM_USED for one that was read before, or is locked.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function fromReadableStream<T>(stream: ReadableStream<T>, options: IterableOptions<T> = {}): IterableSource<T> {
  checkOption('fromReadableStream', 'stream', stream, webStream)
  checkOptions('fromReadableStream', options, iterableOptions)
  return new IterableSource(webStreamIterable(stream), options)
}
