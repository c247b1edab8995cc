import { createHash } from 'node:crypto'
import {
  catchError,
  EMPTY,
  filter,
  finalize,
  firstValueFrom,
  map,
  merge,
  type Observable,
  ReplaySubject,
  Subject,
  takeUntil,
  tap,
  throwError,
} from 'rxjs'
import type { Metric } from '../../evaluation/metrics/metric.js'
import type { Task } from '../../evaluation/prediction.js'
import type { Learner } from '../../operators/learner/learner.js'
import { prequential, type PrequentialState, type Report } from '../../operators/prequential.js'
import type { DurableLearner } from '../../snapshots/checkpoints/durableLearner.js'
import type { SourcePosition } from '../../sources/sampleSource.js'
import type { KnownTable } from '../../sources/table/tableFormat.js'
import type { TableReport } from '../../sources/table/tableReport.js'
import type { TableSource } from '../../sources/table/tableSource.js'
import type { TableSchema } from '../../sources/table/tableSchema.js'
import { type TableInput, tableFrom } from '../input/tableInput.js'
import { keptReading } from './keptReading.js'
import type { ReadingOptions } from './tableFlags.js'
import type { Progress, SetAside, Trained } from './trained.js'

export interface TrainingOptions {
  readonly input: TableInput
  readonly target: string
  readonly task?: Task | undefined
  /** Empty: those of the task. */
  readonly metrics: readonly Metric[]
  readonly reading: ReadingOptions
}

export interface TrainingEvents {
  readonly report: (report: Report) => void
  readonly setAside: (what: SetAside) => void
  readonly progress: (progress: Progress) => void
}

/** Samples from report to report. */
const EVERY_SAMPLES = 1000

/** Asked in this way, what keeps a learner is loaded only where one is kept. */
const isKept = (learner: Learner): learner is DurableLearner => 'keep' in learner

/**
 * One pass over a table: test, then train. Reading begins before there is a learner: what the first rows show decides which one
 * is made. The rows wait until `learnWith` gives it.
 */
export class TrainingRun {
  learner: Learner | undefined
  private readonly options: TrainingOptions
  private readonly events: TrainingEvents
  private readonly clock: () => number
  private readonly schema$ = new ReplaySubject<TableSchema>(1)
  private readonly ready$ = new ReplaySubject<Learner>(1)
  private readonly left$ = new Subject<void>()
  private source: TableSource | undefined
  private running: Promise<Trained> | undefined
  private scores: (() => PrequentialState) | undefined
  private last: Report | undefined
  private fresh = 0
  private stopped = false
  private ended = false
  private broken: unknown
  private firstAside: SetAside | undefined

  constructor(options: TrainingOptions, events: TrainingEvents, clock: () => number) {
    this.options = options
    this.events = events
    this.clock = clock
  }

  get position(): SourcePosition {
    return this.source?.position ?? { rows: 0 }
  }

  get rejected(): number {
    return (this.source?.rejected ?? 0) + (this.learner?.rejections.count ?? 0)
  }

  /** What was recognised or, once it has begun to learn, read so far. */
  get table(): TableReport | undefined {
    return this.source?.report
  }

  /** How the table is read, as far as a reading of questions must know. */
  get reading(): string | undefined {
    const known = this.source?.position.reading as KnownTable | undefined
    return known && keptReading(known, this.options.reading)
  }

  get begun(): boolean {
    return this.running !== undefined
  }

  /**
   * Begins to read. When `interrupted$` emits, what has come is learned, and that is the end.
   *
   * @returns what the first rows show; undefined where it ended before the first
   */
  begin(interrupted$: Observable<unknown>, after?: SourcePosition): Promise<TableSchema | undefined> {
    this.running = this.run(interrupted$, after)
    this.running.then(
      () => this.schema$.complete(),
      (error: unknown) => this.schema$.error(error),
    )
    return firstValueFrom(this.schema$, { defaultValue: undefined })
  }

  /** Only the first counts. */
  learnWith(learner: Learner): void {
    if (this.learner) return
    this.learner = learner
    learner.rejected$.subscribe((what) => this.setAside(what))
    if (isKept(learner)) {
      learner.keep('report', () => this.last)
      learner.keep('prequential', () => this.scores?.())
      learner.keep('reading', () => this.reading)
    }
    this.ready$.next(learner)
  }

  /** Resolves when all was learned. */
  trained(): Promise<Trained> {
    return this.running ?? Promise.reject(new Error('the run has not begun'))
  }

  /** Reads and learns nothing more. */
  leave(): void {
    this.left$.next()
  }

  private async run(interrupted$: Observable<unknown>, after: SourcePosition | undefined): Promise<Trained> {
    const begin = this.clock()
    const { end } = this.options.input
    const source = this.open(after)
    this.source = source
    const kept = this.learner && isKept(this.learner) ? this.learner : undefined
    this.last = kept?.kept<Report>('report')
    const stop$ = interrupted$.pipe(
      tap(() => {
        this.stopped = true
        end?.()
      }),
      // An input that can be ended completes by itself, when what has come was learned.
      filter(() => end === undefined),
    )
    const asides = source.rejected$.subscribe((what) => this.setAside(what))
    await source
      .pipe(
        takeUntil(merge(stop$, this.left$)),
        catchError((error: unknown) => this.broke(error)),
        map((sample) => this.learner?.learn(sample)),
        filter((learned) => learned !== undefined),
        tap(() => {
          this.fresh += 1
        }),
        prequential({
          everySamples: EVERY_SAMPLES,
          ...(this.options.metrics.length > 0 ? { metrics: this.options.metrics } : {}),
          resume: kept?.kept<PrequentialState>('prequential'),
          onState: (state) => {
            this.scores = state
          },
        }),
        finalize(() => asides.unsubscribe()),
      )
      .forEach((report) => {
        this.last = report
        this.events.report(report)
      })
    this.reachedEnd(source)
    return this.outcome((this.clock() - begin) / 1000)
  }

  private open(after: SourcePosition | undefined): TableSource {
    const { input, target, task, reading } = this.options
    return tableFrom(input, {
      ...reading,
      target,
      ...(task ? { task } : {}),
      ...(after ? { after } : {}),
      name: input.name,
      onProgress: (bytes, size) => this.events.progress({ bytes, size: size ?? input.size, samples: this.fresh }),
      // The source waits for it before it gives the first sample.
      onSchema: async (schema) => {
        this.schema$.next(schema)
        await firstValueFrom(this.ready$)
      },
    })
  }

  /** What was learned before reading failed is kept. After an interruption nothing more was to be read. */
  private broke(error: unknown): Observable<never> {
    if (!this.stopped && this.fresh === 0) return throwError(() => error)
    if (!this.stopped) this.broken = error
    return EMPTY
  }

  private reachedEnd(source: TableSource): void {
    this.ended = !this.stopped && this.broken === undefined
    if (this.learner && isKept(this.learner)) this.learner.reached(this.options.input.name, source.position)
  }

  private setAside(what: SetAside): void {
    this.firstAside ??= what
    this.events.setAside(what)
  }

  private outcome(seconds: number): Trained {
    const parameters = this.learner?.model?.parameters ?? new Float32Array(0)
    const bytes = new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength)
    return {
      samples: this.learner?.samples ?? 0,
      fresh: this.fresh,
      ended: this.ended,
      broken: this.broken,
      rejected: this.rejected,
      firstAside: this.firstAside,
      report: this.last,
      seconds,
      table: this.table,
      parametersSha256: createHash('sha256').update(bytes).digest('hex'),
    }
  }
}
