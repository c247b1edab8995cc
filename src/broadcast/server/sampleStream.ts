import { Observable, Subject } from 'rxjs'
import { EddyError } from '../../error.js'
import type { Sample } from '../../features/sample.js'

export interface SampleStreamOptions {
  /** Samples that each client may have on the way, unacknowledged; default 1000. */
  readonly credits?: number
}

/** Samples that clients push. Hot; while it is paused, or nobody subscribes, clients keep what they have and wait. */
export class SampleStream extends Observable<Sample> {
  readonly credits: number
  private readonly subject: Subject<Sample>
  private stopped = false

  /** @throws {EddyError} ERR_OPTION for credits that aren't a positive whole number */
  constructor({ credits = 1000 }: SampleStreamOptions = {}) {
    const subject = new Subject<Sample>()
    super((subscriber) => subject.subscribe(subscriber))
    if (!Number.isSafeInteger(credits) || credits < 1) {
      throw new EddyError('ERR_OPTION', `samples: \`credits\` must be a positive whole number, got ${credits}`)
    }
    this.credits = credits
    this.subject = subject
  }

  /** Whether samples are taken now. */
  get ready(): boolean {
    return this.subject.observed && !this.stopped
  }

  /** Takes no more until `resume`: what a consumer that works later (a queue, a file) calls when it is full. */
  pause(): void {
    this.stopped = true
  }

  resume(): void {
    this.stopped = false
  }

  take(sample: Sample): void {
    this.subject.next(sample)
  }

  complete(): void {
    this.subject.complete()
  }
}
