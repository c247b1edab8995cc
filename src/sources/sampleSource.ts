import { Observable, Subject, type Subscriber } from 'rxjs'
import type { Mark, SourcePosition } from '../features/mark.js'
import type { Sample } from '../features/sample.js'

export type { SourcePosition } from '../features/mark.js'

/** A record that was set aside before it became a sample. */
export interface Unreadable {
  readonly code: 'ERR_CSV_ROW' | 'ERR_CSV_TYPE' | 'ERR_CSV_TARGET' | 'ERR_UTF8' | 'ERR_JSON'
  readonly reason: string
  /** From 1, the header included. */
  readonly line: number
}

/** What a running source reports to. */
export interface SourceSink {
  readonly subscriber: Subscriber<Sample>
  readonly reject: (unreadable: Unreadable) => void
  /** Records set aside so far. */
  readonly rejected: () => number
  /** Told of every record before it comes, in order. */
  readonly at: (mark: Mark) => void
}

/**
 * Samples from a place that can be read again. Each subscription reads from the start (or from `after`); position and
 * counts are those of the last one.
 */
export class SampleSource extends Observable<Sample> {
  /** Records that were set aside, with line and reason. Hot. */
  readonly rejected$: Observable<Unreadable>
  private readonly subject = new Subject<Unreadable>()
  private readonly begin: SourcePosition
  private count: number
  private last: Mark | undefined

  constructor(start: (sink: SourceSink) => () => void, begin: SourcePosition = { rows: 0 }) {
    super((subscriber) => {
      this.count = begin.rejected ?? 0
      this.last = undefined
      return start({
        subscriber,
        rejected: () => this.count,
        reject: (unreadable) => {
          this.count += 1
          this.subject.next(unreadable)
        },
        at: (mark) => {
          this.last = mark
        },
      })
    })
    this.begin = begin
    this.count = begin.rejected ?? 0
    this.rejected$ = this.subject.asObservable()
  }

  /** Records set aside, those before `after` included. */
  get rejected(): number {
    return this.count
  }

  /** After the record that came last. */
  get position(): SourcePosition {
    const { last, begin, count } = this
    return last ? { ...last.position(), ...(count > 0 ? { rejected: count } : {}) } : begin
  }
}
