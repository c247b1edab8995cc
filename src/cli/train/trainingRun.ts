import { createHash } from 'node:crypto'
import { filter, finalize, map, type Observable, takeUntil, tap } from 'rxjs'
import type { Metric } from '../../evaluation/metrics/metric.js'
import type { Label } from '../../features/sample.js'
import { createLearner, type Learner } from '../../operators/learner/learner.js'
import { prequential, type PrequentialState, type Report } from '../../operators/prequential.js'
import type { TableSchema } from '../../sources/table/tableSchema.js'
import { fromCsv } from '../../sources/csv/fromCsv.js'
import { fromNdjson } from '../../sources/ndjson/fromNdjson.js'
import type { SampleSource, SourcePosition } from '../../sources/sampleSource.js'
import type { DurableLearner } from '../../snapshots/checkpoints/durableLearner.js'
import { checkMetrics } from './namedMetrics.js'
import type { ReadingOptions } from './tableFlags.js'
import { isNdjson, targetTask } from './targetTask.js'

export interface TrainingOptions {
  readonly input: string
  readonly target: string
  readonly task?: 'classification' | 'regression'
  /** Empty or left out: those of the task. */
  readonly metrics?: readonly Metric[]
  readonly seed?: number
  readonly reading?: ReadingOptions
  /** A learner that is kept, to go on with. */
  readonly kept?: DurableLearner
}

/** A record or sample that was set aside. */
export interface SetAside {
  readonly code: string
  readonly reason: string
  readonly line?: number
}

export interface Progress {
  readonly bytes: number
  readonly size: number | undefined
  readonly samples: number
}

export interface TrainingEvents {
  /** `classes`: those that the first rows show, for whoever watches. */
  readonly started: (learner: Learner, classes: readonly Label[]) => void
  readonly report: (report: Report) => void
  readonly setAside: (what: SetAside) => void
  readonly progress: (progress: Progress) => void
}

/** How it ended. */
export interface Trained {
  /** In all, and of those in this run. */
  readonly samples: number
  readonly fresh: number
  /** Whether the data was read to its end. */
  readonly ended: boolean
  readonly rejected: number
  readonly report: Report | undefined
  readonly seconds: number
  readonly firstAside: SetAside | undefined
  readonly parametersSha256: string
}

/** One pass over a file or address: test, then train, with the defaults. */
export class TrainingRun {
  learner: Learner | undefined
  private readonly options: TrainingOptions
  private readonly events: TrainingEvents
  private readonly clock: () => number
  private source: SampleSource | undefined
  private last: Report | undefined
  private learned = 0
  private ended = false
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

  /** Runs to the end of the data, or until `interrupted$` emits. */
  async run(interrupted$: Observable<unknown>): Promise<Trained> {
    const begin = this.clock()
    const { input, kept } = this.options
    if (kept) this.begin(kept, kept.classes)
    else if (isNdjson(input)) this.start(await targetTask(input, this.options))
    const source = this.open()
    const asides = source.rejected$.subscribe((what) => this.setAside(what))
    await this.trained(source)
      .pipe(
        tap({ complete: () => this.reachedEnd(source) }),
        takeUntil(interrupted$),
        finalize(() => asides.unsubscribe()),
      )
      .forEach((report) => {
        this.last = report
        this.events.report(report)
      })
    return this.outcome((this.clock() - begin) / 1000)
  }

  private reachedEnd(source: SampleSource): void {
    this.ended = true
    this.options.kept?.reached(this.options.input, source.position)
  }

  private open(): SampleSource {
    const { input, target, task, reading, kept } = this.options
    const common = {
      ...reading,
      target,
      ...(kept ? { after: kept.position, name: input } : {}),
      onProgress: (bytes: number, size: number | undefined) =>
        this.events.progress({ bytes, size, samples: this.learned }),
    }
    const onSchema = (schema: TableSchema): void => {
      if (!kept) this.start(schema)
    }
    const source = isNdjson(input)
      ? fromNdjson(input, common)
      : fromCsv(input, { ...common, ...(task ? { task } : {}), onSchema })
    this.source = source
    return source
  }

  private setAside(what: SetAside): void {
    this.firstAside ??= what
    this.events.setAside(what)
  }

  private start({ task = 'regression', classes }: Pick<TableSchema, 'task' | 'classes'>): void {
    const { seed = 0 } = this.options
    // The learner isn't told the classes: one that it hasn't met is one that it can't predict.
    this.begin(createLearner({ task, seed }), classes)
  }

  private begin(learner: Learner, classes: readonly Label[]): void {
    checkMetrics(this.options.metrics ?? [], learner.task)
    this.learner = learner
    learner.rejected$.subscribe((what) => this.setAside(what))
    this.events.started(learner, classes)
  }

  /** The learner is there once the source has seen the first rows. */
  private trained(source: SampleSource): Observable<Report> {
    const { kept, metrics = [] } = this.options
    this.last = kept?.kept<Report>('report')
    kept?.keep('report', () => this.last)
    return source.pipe(
      map((sample) => this.learner?.learn(sample)),
      filter((learned) => learned !== undefined),
      tap(() => {
        this.learned += 1
      }),
      prequential({
        everySamples: 1000,
        ...(metrics.length > 0 ? { metrics } : {}),
        resume: kept?.kept<PrequentialState>('prequential'),
        onState: (state) => kept?.keep('prequential', state),
      }),
    )
  }

  private outcome(seconds: number): Trained {
    const parameters = this.learner?.model?.parameters ?? new Float32Array(0)
    const bytes = new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength)
    return {
      samples: this.learner?.samples ?? 0,
      fresh: this.learned,
      ended: this.ended,
      rejected: this.rejected,
      report: this.last,
      seconds,
      firstAside: this.firstAside,
      parametersSha256: createHash('sha256').update(bytes).digest('hex'),
    }
  }
}
