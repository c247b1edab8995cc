import { Observable } from 'rxjs'
import type { Sample } from '../../features/sample.js'
import {
  abortSignal,
  callback,
  checkOption,
  checkOptions,
  custom,
  hasMethods,
  required,
  type TableOf,
  text,
} from '../../options.js'
import { OVERFLOW_POLICIES } from '../../operators/ingest/overflowBuffer.js'
import { follow } from '../../operators/operate.js'
import { type LiveSink, LiveSource } from './liveSource.js'
import { type Overflow, overflowOf, throughBuffer } from './overflow.js'
import { isUnreadable, toSampleOf } from './readMessage.js'

export interface EventTargetOptions<E extends Event = Event> {
  /** Makes a sample of an event while it is dispatched, or undefined to skip it. */
  readonly toSample: (event: E) => Sample | undefined
  /** What waits while the subscriber is busy. An event can't be told to wait: there is no policy `pause`. */
  readonly overflow?: Overflow
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal | undefined
}

const eventTarget = custom('an EventTarget, such as a DOM element or a worker', (value) =>
  hasMethods(value, 'addEventListener', 'removeEventListener'),
)

const table: TableOf<EventTargetOptions> = {
  toSample: required(callback),
  overflow: overflowOf(OVERFLOW_POLICIES.filter((policy) => policy !== 'pause')),
  signal: abortSignal,
}

/**
 * Samples from the events of a DOM element, a worker, a port, or any other EventTarget. Never ends by itself; unsubscribing
 * takes the listener away. Events can't be held back: what comes while the subscriber is busy waits or is dropped as `overflow`
 * says. While a subscriber works asynchronously it isn't seen as busy: `concatMap` queues what comes, `exhaustMap` drops it.
 * An event of which no sample can be made is set aside on `rejected$`. There is no position.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function fromEventTarget<E extends Event = Event>(
  target: EventTarget,
  type: string,
  options: EventTargetOptions<E>,
): LiveSource {
  checkOption('fromEventTarget', 'target', target, required(eventTarget))
  checkOption('fromEventTarget', 'type', type, required(text))
  checkOptions('fromEventTarget', options, table)
  const { toSample, overflow = {}, signal } = options
  return new LiveSource((sink) => {
    const samples$ = samplesOf<E>(target, { type, toSample, sink })
    const { subscriber } = sink
    follow(throughBuffer(samples$, overflow, sink.dropped), subscriber, { next: (sample) => subscriber.next(sample) })
  }, signal)
}

interface Listening<E> {
  readonly type: string
  readonly toSample: (event: E) => Sample | undefined
  readonly sink: LiveSink<undefined>
}

const samplesOf = <E extends Event>(target: EventTarget, { type, toSample, sink }: Listening<E>): Observable<Sample> =>
  new Observable((subscriber) => {
    const listener = (event: Event): void => {
      sink.received()
      const read = toSampleOf(event as E, toSample, { event: type, id: '' })
      if (read === undefined) return
      if (isUnreadable(read)) sink.reject(read)
      else subscriber.next(read)
    }
    target.addEventListener(type, listener)
    return () => target.removeEventListener(type, listener)
  })
