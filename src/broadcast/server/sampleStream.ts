import { Observable, Subject } from 'rxjs'
import type { EddyError } from '../../error.js'
import type { Sample } from '../../features/sample.js'
import { checkOption, checkOptions, count, hasMethods, madeBy, required, type TableOf, text } from '../../options.js'
import { type Rejection, Rejections } from '../../rejection.js'
import { rejectionsOf } from '../../operators/rejectionsOf.js'
import type { DurableLearner } from '../../snapshots/checkpoints/durableLearner.js'
import type { Misfit } from '../plainSample.js'
import { SampleLog } from './sampleLog.js'

export interface SampleStreamOptions {
  /** Samples that each client may have on the way, unacknowledged; default 1000. */
  readonly credits?: number
  /**
   * The learner of `openLearner` that learns them: samples are then acknowledged only when they are on disk, beside its
   * checkpoints, and each is learned once, whatever ends the process.
   */
  readonly durable?: DurableLearner
}

const table: TableOf<SampleStreamOptions> = {
  credits: count,
  durable: madeBy('a kept learner', 'await openLearner()', (value) => hasMethods(value, 'positionOf')),
}

/** @throws {EddyError} ERR_OPTION */
export function checkStream(name: string, options: SampleStreamOptions | undefined): void {
  checkOption('samples', 'name', name, required(text))
  checkOptions('samples', options, table)
}

/** Samples that clients push. Hot; while it is paused, or nobody subscribes, clients keep what they have and wait. */
export class SampleStream extends Observable<Sample> {
  readonly credits: number
  /** Where they are written ahead. */
  readonly log: SampleLog | undefined
  /** What was pushed and is no sample, with the reason; its producer goes on. */
  readonly rejected$: Observable<Rejection>
  readonly rejections: Rejections = new Rejections('rejected$.subscribe(...) of broadcaster.samples(name)')
  private readonly subject: Subject<Sample>
  private stopped = false
  private begun = false

  /** @throws {EddyError} ERR_OPTION for no name, credits that aren't a positive whole number, another kind of learner */
  constructor(name: string, options: SampleStreamOptions = {}) {
    checkStream(name, options)
    const { credits = 1000, durable } = options
    const subject = new Subject<Sample>()
    super((subscriber) => {
      const subscription = subject.subscribe(subscriber)
      this.begin()
      return subscription
    })
    this.credits = credits
    this.log = durable && new SampleLog(name, durable)
    this.rejected$ = rejectionsOf(this.rejections)
    this.subject = subject
  }

  /** Whether samples are taken now. */
  get ready(): boolean {
    return this.consumed && (this.log?.open ?? true)
  }

  private get consumed(): boolean {
    return this.subject.observed && !this.stopped
  }

  /** With the first subscriber: what was acknowledged and not learned comes first. */
  private begin(): void {
    if (this.begun || !this.log) return
    this.begun = true
    const { log } = this
    log
      .begin(
        (sample) => this.take(sample),
        () => this.consumed,
      )
      .catch((error: unknown) => this.subject.error(error))
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

  setAside({ raw, fault }: Misfit): void {
    this.rejections.report(raw, fault)
  }

  /** Ends it: what comes could not be kept. */
  fail(error: EddyError): void {
    this.subject.error(error)
  }

  complete(): void {
    this.subject.complete()
  }
}
