import { createHash } from 'node:crypto'
import { filter, map, type Observable, type Subscription, tap } from 'rxjs'
import { createLearner, type Learner } from '../../operators/learner.js'
import { prequential, type Report } from '../../operators/prequential.js'
import type { CsvSchema } from '../../sources/csv/csvSchema.js'
import { fromCsv } from '../../sources/csv/fromCsv.js'
import { fromNdjson } from '../../sources/ndjson/fromNdjson.js'
import type { SampleSource, SourcePosition } from '../../sources/sampleSource.js'
import { ndjsonTask } from './ndjsonTask.js'

export interface TrainingOptions {
  readonly input: string
  readonly target: string
  readonly task?: 'classification' | 'regression'
  readonly seed?: number
  readonly id?: string
  readonly at?: string
  readonly drop?: readonly string[]
  /** Goes on with this learner, after this position. */
  readonly resumed?: { readonly learner: Learner; readonly after: SourcePosition }
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
  readonly started: (learner: Learner, schema: Pick<CsvSchema, 'task' | 'classes'>) => void
  readonly report: (report: Report) => void
  readonly setAside: (what: SetAside) => void
  readonly progress: (progress: Progress) => void
}

/** How it ended. */
export interface Trained {
  readonly samples: number
  readonly rejected: number
  readonly report: Report | undefined
  readonly seconds: number
  readonly parametersSha256: string
}

const isNdjson = (input: string): boolean => /\.(ndjson|jsonl)(\.gz)?$/i.test(input.split('?')[0] ?? '')

/** One pass over a file or address: test, then train, with the defaults. */
export class TrainingRun {
  learner: Learner | undefined
  private readonly options: TrainingOptions
  private readonly events: TrainingEvents
  private readonly clock: () => number
  private source: SampleSource | undefined
  private last: Report | undefined
  private learned = 0
  private aside = 0

  constructor(options: TrainingOptions, events: TrainingEvents, clock: () => number) {
    this.options = options
    this.events = events
    this.clock = clock
  }

  get position(): SourcePosition {
    return this.source?.position ?? this.options.resumed?.after ?? { rows: 0 }
  }

  get rejected(): number {
    return this.aside
  }

  /** Runs to the end of the data, or until `interrupted$` emits. */
  async run(interrupted$: Observable<unknown>): Promise<Trained> {
    const begin = this.clock()
    const { input } = this.options
    const given = isNdjson(input) ? await ndjsonTask(input, this.options) : undefined
    const source = this.open(given)
    await new Promise<void>((resolve, reject) => {
      let training: Subscription | undefined
      const stop = interrupted$.subscribe(() => {
        training?.unsubscribe()
        resolve()
      })
      const asides = source.rejected$.subscribe((what) => this.setAside(what))
      training = this.trained(source).subscribe({
        next: (report) => {
          this.last = report
          this.events.report(report)
        },
        error: reject,
        complete: resolve,
      })
      training.add(() => {
        stop.unsubscribe()
        asides.unsubscribe()
      })
    })
    return this.outcome((this.clock() - begin) / 1000)
  }

  private open(given: Pick<CsvSchema, 'task' | 'classes'> | undefined): SampleSource {
    const { input, target, task, id, at, drop, resumed } = this.options
    const common = {
      target,
      ...(id === undefined ? {} : { id }),
      ...(at === undefined ? {} : { at }),
      ...(drop ? { drop } : {}),
      ...(resumed ? { after: resumed.after } : {}),
      onProgress: (bytes: number, size: number | undefined) =>
        this.events.progress({ bytes, size, samples: this.learned }),
    }
    if (given) this.start(given)
    const source = given
      ? fromNdjson(input, common)
      : fromCsv(input, { ...common, ...(task ? { task } : {}), onSchema: (schema) => this.start(schema) })
    this.source = source
    return source
  }

  private start({ task = 'regression', classes }: Pick<CsvSchema, 'task' | 'classes'>): void {
    const { resumed, seed = 0 } = this.options
    this.learner = resumed?.learner ?? createLearner({ task, classes, seed })
    this.learner.rejected$.subscribe((what) => this.setAside(what))
    this.events.started(this.learner, { task, classes })
  }

  private setAside(what: SetAside): void {
    this.aside += 1
    this.events.setAside(what)
  }

  /** The learner is there once the source has seen the first rows. */
  private trained(source: SampleSource): Observable<Report> {
    return source.pipe(
      map((sample) => this.learner?.learn(sample)),
      filter((learned) => learned !== undefined),
      tap(() => {
        this.learned += 1
      }),
      prequential({ everySamples: 1000 }),
    )
  }

  private outcome(seconds: number): Trained {
    const parameters = this.learner?.model?.parameters ?? new Float32Array(0)
    const bytes = new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength)
    return {
      samples: this.learned,
      rejected: this.aside,
      report: this.last,
      seconds,
      parametersSha256: createHash('sha256').update(bytes).digest('hex'),
    }
  }
}
