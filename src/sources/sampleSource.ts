import { Observable } from 'rxjs'
import { endOnAbort } from '../abort.js'
import { type Mark, markOf, type SourcePosition } from '../features/mark.js'
import type { Sample } from '../features/sample.js'
import { type BatchReading, type Batches, pullBatches, pushBatches } from '../operators/pulling/batches.js'
import { pulled } from '../operators/pulling/pulled.js'
import {
  abortSignal,
  callback,
  checkOption,
  checkOptions,
  custom,
  type Expectation,
  required,
  type TableOf,
} from '../options.js'
import { rejectionsOf } from '../operators/rejectionsOf.js'
import { Rejections } from '../rejection.js'

export type { SourcePosition } from '../features/mark.js'

/** A record that was set aside before it became a sample. */
export interface Unreadable {
  readonly code: 'ERR_CSV_ROW' | 'ERR_CSV_TYPE' | 'ERR_CSV_TARGET' | 'ERR_UTF8' | 'ERR_JSON' | (string & {})
  readonly reason: string
  /** From 1, the header included. */
  readonly line: number
}

/** One reading of a source: where it begins, when it is over, and what it reports to. A mark takes it as its `run`. */
export interface SourceRun {
  /** The position to go on after; `{ rows: 0 }` is the beginning. */
  readonly after: SourcePosition
  /** Aborts as soon as nobody takes samples any more, and when the reading is at its end. What the reading opens closes by it. */
  readonly signal: AbortSignal
  /** Sets a record aside: counted, and told on `rejected$`. */
  readonly reject: (unreadable: Unreadable) => void
  /** Records set aside so far. */
  readonly rejected: () => number
  /** Says how far the reading has come. A sample with a mark says so by itself; a record that was set aside doesn't. */
  readonly at: (mark: Mark) => void
}

/**
 * Reads samples in batches: each holds what came at once, and is made lazily where it is a generator. Undefined stands for a
 * record that was set aside. What it throws is the error of the stream.
 */
export type ReadSamples = (run: SourceRun) => Batches<Sample>

export interface SampleSourceOptions {
  /** Goes on after this position; default: from the beginning. */
  readonly after?: SourcePosition | undefined
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal | undefined
}

export const aPosition: Expectation = custom(
  'a position of this source',
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'rows' in value &&
    Number.isSafeInteger(value.rows) &&
    Number(value.rows) >= 0,
)

const sampleSourceTable: TableOf<SampleSourceOptions> = { after: aPosition, signal: abortSignal }

/** How far one reading has come. */
interface Reached {
  rejected: number
  last: Mark | undefined
}

/**
 * Samples from a place that can be read again, as an observable and as an async iterable. Each subscription, and each loop,
 * reads from the start (or from `after`); position and counts are those of the last one. A subscriber holds the source back while
 * it works synchronously. A consumer that works asynchronously holds it back by `for await`, which reads one batch ahead
 * at most; leaving the loop closes what was opened.
 *
 * A source of your own is a function that yields batches. Marked samples let `openLearner` keep the place:
 *
 * ```ts
 * const fromLog = (log: Log, after?: SourcePosition) =>
 *   new SampleSource(
 *     async function* (run) {
 *       for (let row = run.after.rows; row < log.length; row++) {
 *         const position = { rows: row + 1 }
 *         const sample = await log.read(row, { signal: run.signal })
 *         yield [marked(sample, { source: 'log', run, rows: row + 1, position: () => position })]
 *       }
 *     },
 *     { after },
 *   )
 * fromLog(log, learner.positionOf('log')).pipe(learn(learner))
 * ```
 */
export class SampleSource extends Observable<Sample> {
  /** Records that were set aside, with line and reason. Hot. */
  readonly rejected$: Observable<Unreadable>
  private readonly rejections = new Rejections<Unreadable>('rejected$.subscribe(...) of this source')
  private readonly begin: SourcePosition
  private readonly read: ReadSamples
  private readonly owner: AbortSignal | undefined
  /** How far the last reading has come. */
  private reached: Reached

  /** @throws {EddyError} ERR_OPTION */
  constructor(read: ReadSamples, options: SampleSourceOptions = {}) {
    checkOption('SampleSource', 'read', read, required(callback))
    checkOptions('SampleSource', options, sampleSourceTable)
    const { after = { rows: 0 }, signal } = options
    super((subscriber) => {
      if (endOnAbort(signal, subscriber)) return
      const scope = new AbortController()
      subscriber.add(() => scope.abort())
      pushBatches(this.open(scope.signal), subscriber).then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      )
    })
    this.read = read
    this.owner = signal
    this.begin = after
    this.reached = { rejected: after.rejected ?? 0, last: undefined }
    this.rejected$ = rejectionsOf(this.rejections)
  }

  /** Reads as the loop takes: one batch ahead at most. */
  [Symbol.asyncIterator](): AsyncGenerator<Sample, void, void> {
    return pulled((signal) => pullBatches(this.open(signal)), this.owner)
  }

  private open(signal: AbortSignal): BatchReading<Sample> {
    const { begin } = this
    // Of this reading alone: another may run at the same time.
    const reached: Reached = { rejected: begin.rejected ?? 0, last: undefined }
    this.reached = reached
    const at = (mark: Mark): void => {
      reached.last = mark
    }
    const reject = (unreadable: Unreadable): void => {
      reached.rejected += 1
      this.rejections.tell(unreadable)
    }
    const batches = this.read({ after: begin, signal, reject, at, rejected: () => reached.rejected })
    const onTake = (sample: Sample): void => {
      reached.last = markOf(sample) ?? reached.last
    }
    return { batches, signal, onTake }
  }

  /** Records set aside, those before `after` included. */
  get rejected(): number {
    return this.reached.rejected
  }

  /** Records read, those set aside and those before `after` included. */
  get rows(): number {
    return this.reached.last?.rows ?? this.begin.rows
  }

  /** After the record that came last. */
  get position(): SourcePosition {
    const { last, rejected } = this.reached
    return last ? { ...last.position(), ...(rejected > 0 ? { rejected } : {}) } : this.begin
  }
}
