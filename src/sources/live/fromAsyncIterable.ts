import { pump } from '../../operators/pump.js'
import { checkToSample } from './feedOptions.js'
import { type LiveSink, LiveSource } from './liveSource.js'
import { isUnreadable, type ToSample, toSampleOf } from './readMessage.js'

export interface IterableOptions<T> {
  /** Makes a sample of a value, or undefined to skip it. Default: the value is a sample, an object with `x`. */
  readonly toSample?: ToSample<T>
}

/**
 * Samples from an async iterable (a broker's client, say), or a plain one. Takes the next value when the learner is done
 * with the last, so nothing waits and nothing is dropped; a source that never waits doesn't starve timers and sockets.
 * A value that is no sample is set aside on `rejected$`. Unsubscribing closes the iterator. There is no position:
 * what the iterable gives next is its own affair.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function fromAsyncIterable<T>(
  iterable: AsyncIterable<T> | Iterable<T>,
  options: IterableOptions<T> = {},
): LiveSource {
  const toSample = checkToSample('fromAsyncIterable', options.toSample)
  return new LiveSource((sink) => {
    const reading = pump(iterable).subscribe(taking(toSample, sink))
    return () => reading.unsubscribe()
  })
}

const ABOUT = { event: '', id: '' }

function taking<T>(toSample: ToSample<T>, sink: LiveSink<undefined>) {
  return {
    next: (value: T): void => {
      sink.received()
      const read = toSampleOf(value, toSample, ABOUT)
      if (read === undefined) return
      if (isUnreadable(read)) sink.reject(read)
      else sink.subscriber.next(read)
    },
    error: (error: unknown): void => sink.subscriber.error(error),
    complete: (): void => sink.subscriber.complete(),
  }
}
