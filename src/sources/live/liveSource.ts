import { Observable, type Subscriber } from 'rxjs'
import { endOnAbort } from '../../abort.js'
import type { Sample } from '../../features/sample.js'
import { rejectionsOf } from '../../operators/rejectionsOf.js'
import { Rejections } from '../../rejection.js'
import type { UnreadableMessage } from './readMessage.js'

/** What a running source reports to. */
export interface LiveRun<P> {
  readonly received: () => void
  readonly dropped: () => void
  readonly reject: (unreadable: UnreadableMessage) => void
  at(position: P): void
}

export interface LiveSink<P> extends LiveRun<P> {
  readonly subscriber: Subscriber<Sample>
}

/**
 * Samples from something that goes on while nobody looks. Each subscription begins anew; position and counts are those
 * of the last one.
 */
export class LiveSource<P = undefined> extends Observable<Sample> {
  /** Messages that were set aside, with the reason. Hot. */
  readonly rejected$: Observable<UnreadableMessage>
  private readonly rejections = new Rejections<UnreadableMessage>('rejected$.subscribe(...) of this source')
  /** Of the last subscription. */
  private counts = { received: 0, rejected: 0, dropped: 0 }
  private reached: P | undefined

  /** @param signal of the owner: aborting it ends the stream; aborted already, nothing is opened */
  constructor(start: (sink: LiveSink<P>) => void, signal: AbortSignal | undefined) {
    super((subscriber) => {
      if (endOnAbort(signal, subscriber)) return
      start({ subscriber, ...this.begin() })
    })
    this.rejected$ = rejectionsOf(this.rejections)
  }

  /** Begins to count anew. */
  protected begin(): LiveRun<P> {
    const counts = { received: 0, rejected: 0, dropped: 0 }
    this.counts = counts
    return {
      received: () => {
        counts.received += 1
      },
      dropped: () => {
        counts.dropped += 1
      },
      reject: (unreadable) => {
        counts.rejected += 1
        this.rejections.tell(unreadable)
      },
      at: (position) => {
        if (this.counts === counts) this.reached = position
      },
    }
  }

  /** Messages that came, whatever became of them. */
  get received(): number {
    return this.counts.received
  }

  /** Messages set aside. */
  get rejected(): number {
    return this.counts.rejected
  }

  /** Messages that found no room while the subscriber was busy. */
  get dropped(): number {
    return this.counts.dropped
  }

  /** Where to go on from, after the message that was taken last. Undefined: this medium has no position. */
  get position(): P | undefined {
    return this.reached
  }
}
