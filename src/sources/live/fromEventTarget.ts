import { Observable } from 'rxjs'
import type { Sample } from '../../features/sample.js'
import { checkToSample } from './feedOptions.js'
import { type LiveSink, LiveSource } from './liveSource.js'
import { checkOverflow, type Overflow, throughBuffer } from './overflow.js'
import { isUnreadable, toSampleOf } from './readMessage.js'

export interface EventTargetOptions<E extends Event = Event> {
  /** Makes a sample of an event while it is dispatched, or undefined to skip it. */
  readonly toSample: (event: E) => Sample | undefined
  /** What waits while the subscriber is busy. An event can't be told to wait: there is no policy `pause`. */
  readonly overflow?: Overflow
}

/**
 * Samples from the events of a DOM element, a worker, a port, or any other EventTarget. Never ends by itself; unsubscribing
 * takes the listener away. An event of which no sample can be made is set aside on `rejected$`. There is no position.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function fromEventTarget<E extends Event = Event>(
  target: EventTarget,
  type: string,
  { toSample, overflow = {} }: EventTargetOptions<E>,
): LiveSource {
  checkToSample('fromEventTarget', toSample)
  checkOverflow(overflow)
  return new LiveSource((sink) => {
    const samples$ = samplesOf<E>(target, { type, toSample, sink })
    const reading = throughBuffer(samples$, overflow, sink.dropped).subscribe(sink.subscriber)
    return () => reading.unsubscribe()
  })
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
