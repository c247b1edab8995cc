import type { Sample } from '../../features/sample.js'
import { abortSignal, callback, checkOption, checkOptions, type OptionTable } from '../../options.js'
import { follow } from '../../operators/operate.js'
import { readOnce } from '../../operators/pulling/readOnce.js'
import { iterableOf, type Pumpable, pumpable } from '../../operators/pulling/pumpable.js'
import { pulled } from '../../operators/pulling/pulled.js'
import { pullValues } from '../../operators/pulling/values.js'
import { pump } from '../../operators/pump.js'
import { itself } from './feedOptions.js'
import { type LiveRun, LiveSource } from './liveSource.js'
import { isUnreadable, type ToSample, toSampleOf } from './readMessage.js'

export interface IterableOptions<T> {
  /** Makes a sample of a value, or undefined to skip it. Default: the value is a sample, an object with `x`. */
  readonly toSample?: ToSample<T>
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal | undefined
}

export const iterableOptions: OptionTable = { toSample: callback, signal: abortSignal }

/** Samples from an iterable, which waits for whoever takes them: as an observable, and as an async iterable. */
export class IterableSource<T> extends LiveSource {
  private readonly pull: () => AsyncGenerator<Sample, void, void>

  constructor(iterable: Pumpable<T>, { toSample, signal }: IterableOptions<T>) {
    const taken: ToSample<T> = toSample ?? itself
    super((sink) => {
      readOnce(iterable)
      follow(pump(iterable), sink.subscriber, {
        next: (value) => {
          const sample = sampleOf(value, taken, sink)
          if (sample) sink.subscriber.next(sample)
        },
      })
    }, signal)
    this.pull = () => pulled((left) => samplesOf(iterable, taken, { left, run: this.begin() }), signal)
  }

  /** Takes the next value when the loop asks for a sample. Leaving the loop closes the iterator. */
  [Symbol.asyncIterator](): AsyncGenerator<Sample, void, void> {
    return this.pull()
  }
}

/**
 * Samples from an async iterable (a broker's client, say), or a plain one. Takes the next value when the learner is done
 * with the last, so nothing waits and nothing is dropped; a source that never waits doesn't starve timers and sockets.
 * What works asynchronously takes its samples by `for await (const sample of fromAsyncIterable(...))`. A value that is no
 * sample is set aside on `rejected$`. Unsubscribing closes the iterator. Nothing can close a generator that waits: where it
 * waits long, give a function that makes it, whose signal aborts when nobody takes samples any more:
 *
 * ```ts
 * fromAsyncIterable((signal) => on(emitter, 'reading', { signal }), { toSample: ([reading]) => reading })
 * ```
 *
 * There is no position: what the iterable gives next is its own affair. `pump` does the same for values that are no samples.
 *
 * Errors of the stream: ERR_STREAM_USED for a generator that was read before.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function fromAsyncIterable<T>(iterable: Pumpable<T>, options: IterableOptions<T> = {}): IterableSource<T> {
  checkOption('fromAsyncIterable', 'iterable', iterable, pumpable)
  checkOptions('fromAsyncIterable', options, iterableOptions)
  return new IterableSource(iterable, options)
}

const ABOUT = { event: '', id: '' }

function sampleOf<T>(value: T, toSample: ToSample<T>, run: LiveRun<undefined>): Sample | undefined {
  run.received()
  const read = toSampleOf(value, toSample, ABOUT)
  if (read === undefined || !isUnreadable(read)) return read
  run.reject(read)
  return undefined
}

async function* samplesOf<T>(
  iterable: Pumpable<T>,
  toSample: ToSample<T>,
  { left, run }: { readonly left: AbortSignal; readonly run: LiveRun<undefined> },
): AsyncGenerator<Sample, void, void> {
  readOnce(iterable)
  for await (const value of pullValues(iterableOf(iterable, left), left)) {
    const sample = sampleOf(value, toSample, run)
    if (sample) yield sample
  }
}
