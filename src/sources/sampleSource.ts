import { Observable, Subject, type Subscriber } from 'rxjs'
import type { Sample } from '../features/sample.js'

/** A record that was set aside before it became a sample. */
export interface Unreadable {
  readonly code: 'ERR_CSV_ROW' | 'ERR_CSV_TYPE' | 'ERR_CSV_TARGET' | 'ERR_UTF8' | 'ERR_JSON'
  readonly reason: string
  /** From 1, the header included. */
  readonly line: number
}

/** How far a source has come: what `after` takes to go on from there. */
export interface SourcePosition {
  /** Records read, set aside or not. */
  readonly rows: number
}

/** What a running source reports to. */
export interface SourceSink {
  readonly subscriber: Subscriber<Sample>
  readonly reject: (unreadable: Unreadable) => void
  readonly at: (position: SourcePosition) => void
}

/**
 * Samples from a place that can be read again. Each subscription reads from the start (or from `after`); position and
 * counts are those of the last one.
 */
export class SampleSource extends Observable<Sample> {
  /** Records that were set aside, with line and reason. Hot. */
  readonly rejected$: Observable<Unreadable>
  private readonly subject = new Subject<Unreadable>()
  private count = 0
  private reached: SourcePosition = { rows: 0 }

  constructor(start: (sink: SourceSink) => () => void) {
    super((subscriber) => {
      this.count = 0
      return start({
        subscriber,
        reject: (unreadable) => {
          this.count += 1
          this.subject.next(unreadable)
        },
        at: (position) => {
          this.reached = position
        },
      })
    })
    this.rejected$ = this.subject.asObservable()
  }

  /** Records set aside. */
  get rejected(): number {
    return this.count
  }

  /** After the sample that came last. */
  get position(): SourcePosition {
    return this.reached
  }
}
