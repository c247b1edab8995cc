import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs'
import { endOnAbort } from '../../abort.js'
import { EddyError } from '../../error.js'
import { type IngestOptions, type IngestSettings, ingestSettings } from './ingestOptions.js'
import { type Handlers, operate } from '../operate.js'
import { OverflowBuffer } from './overflowBuffer.js'

/**
 * Stands between a source that doesn't wait and a pipeline that takes its time. Values pass at once while there is time;
 * after `budgetMs` of work sockets and timers get their turn, and what comes meanwhile waits in a buffer that never holds
 * more than `capacity`. What finds no room is dropped as `onOverflow` says, and told to `onDropped`. What waits when the
 * source ends, or fails, still comes before the end.
 *
 * ```ts
 * fromEvent(feed, 'trade').pipe(ingest({ capacity: 1000, onOverflow: 'dropOldest' }), map(toSample), learn(learner))
 * ```
 *
 * A source that can wait pauses by callbacks, and loses nothing:
 *
 * ```ts
 * ingest({ onOverflow: 'pause', pause: () => socket.pause(), resume: () => socket.resume() })
 * ```
 *
 * State begins with each subscription. Errors of the stream: ERR_OVERFLOW, of the policy `error`, and of `pause` for a
 * source that goes on though it was paused.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function ingest<T>(options: IngestOptions<T> = {}): MonoTypeOperatorFunction<T> {
  const settings = ingestSettings(options)
  return operate((out) => {
    endOnAbort(settings.signal, out)
    const inlet = new Inlet(settings, out)
    out.add(() => inlet.close())
    return inlet
  })
}

/** Values between two looks at the clock, at most: a turn begins with 1 and doubles, for values that cost much. */
const STRIDE_MAX = 64

class Inlet<T> implements Handlers<T> {
  private readonly settings: IngestSettings<T>
  private readonly subscriber: Subscriber<T>
  private readonly buffer: OverflowBuffer<T>
  private dropped = 0
  private busy = false
  private paused = false
  /** Between the first value of a turn and the next turn, which is asked for then. */
  private inTurn = false
  private spent = false
  private turnEnd = 0
  private stride = 1
  private untilLook = 1
  private end: (() => void) | undefined

  constructor(settings: IngestSettings<T>, subscriber: Subscriber<T>) {
    const { capacity, onOverflow: policy, seed, onDropped } = settings
    this.settings = settings
    this.subscriber = subscriber
    this.buffer = new OverflowBuffer({
      capacity,
      policy,
      seed,
      onDropped: (value) => onDropped(value, ++this.dropped),
    })
  }

  next(value: T): void {
    if (!this.inTurn) this.beginTurn()
    if (this.busy || this.spent || this.buffer.length > 0) this.wait(value)
    else {
      this.emit(value)
      this.drain()
    }
  }

  error(error: unknown): void {
    this.endWith(() => this.subscriber.error(error))
  }

  complete(): void {
    this.endWith(() => this.subscriber.complete())
  }

  close(): void {
    this.buffer.clear()
  }

  private endWith(end: () => void): void {
    if (this.buffer.length === 0 && !this.busy) end()
    else this.end = end
  }

  private wait(value: T): void {
    const { capacity, onOverflow, pause } = this.settings
    if (!this.buffer.push(value)) throw overflow(onOverflow, capacity)
    if (onOverflow !== 'pause' || this.paused || this.buffer.length < capacity) return
    this.paused = true
    pause()
  }

  private beginTurn(): void {
    const { now, budgetMs, yieldTo } = this.settings
    this.inTurn = true
    this.spent = false
    this.stride = 1
    this.untilLook = 1
    this.turnEnd = now() + budgetMs
    yieldTo(() => this.nextTurn())
  }

  private nextTurn(): void {
    this.inTurn = false
    if (this.subscriber.closed || this.buffer.length === 0) return
    try {
      this.beginTurn()
      this.drain()
    } catch (error) {
      this.subscriber.error(error)
    }
  }

  private drain(): void {
    while (this.buffer.length > 0 && !this.spent && !this.subscriber.closed) {
      this.emit(this.buffer.shift())
      if (this.paused && this.buffer.length <= this.settings.capacity / 2) {
        this.paused = false
        this.settings.resume()
      }
    }
    if (this.buffer.length === 0) this.end?.()
  }

  private emit(value: T): void {
    this.busy = true
    this.subscriber.next(value)
    this.busy = false
    this.untilLook -= 1
    if (this.untilLook > 0) return
    this.spent = this.settings.now() >= this.turnEnd
    this.stride = Math.min(this.stride * 2, STRIDE_MAX)
    this.untilLook = this.stride
  }
}

const overflow = (policy: string, capacity: number): EddyError =>
  new EddyError(
    'ERR_OVERFLOW',
    policy === 'pause'
      ? 'ingest: the source goes on though it was paused: choose what to drop by `onOverflow`'
      : `ingest: ${capacity} values wait and another one came: choose what to drop by \`onOverflow\`, or a larger \`capacity\``,
  )
