import { basename } from 'node:path'
import { firstValueFrom } from 'rxjs'
import type { Broadcaster } from '../../broadcast/server/broadcaster.js'
import { EddyError } from '../../error.js'
import { createLearner, type Learner } from '../../operators/learner/learner.js'
import type { LearnerDescription } from '../../operators/learner/learnerOptions.js'
import type { Report } from '../../operators/prequential.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import type { DurableLearner } from '../../snapshots/checkpoints/durableLearner.js'
import type { SourcePosition } from '../../sources/sampleSource.js'
import type { TableSchema } from '../../sources/table/tableSchema.js'
import { columnNames, openInput, type TableInput } from '../input/tableInput.js'
import type { Terminal } from '../terminal/terminal.js'
import { checkMetrics } from './namedMetrics.js'
import { nothingLearned } from './nothingLearned.js'
import type { ReadingOptions } from './tableFlags.js'
import type { TrainArguments } from './trainArguments.js'
import type { Progress, SetAside, Trained } from './trained.js'
import { TrainingRun } from './trainingRun.js'
import type { TrainView } from './view/trainView.js'

/** What a fresh reading whose place is kept goes on after. */
const BEGINNING = { rows: 0, marked: true } as const

/** Milliseconds after which a user is told that nothing has come yet. */
const SILENCE_MS = 1000

/** One call of `eddy train`: a run, and what is kept, saved and served of it. What does that is loaded where it is asked for. */
export class TrainSession {
  private readonly given: TrainArguments
  private readonly view: TrainView
  private readonly terminal: Terminal
  private input: TableInput | undefined
  private run_: TrainingRun | undefined
  private broadcaster: Broadcaster | undefined
  private trained: Trained | undefined
  private kept: DurableLearner | undefined
  /** What the first rows showed, where they decided. */
  private schema: TableSchema | undefined

  constructor(given: TrainArguments, view: TrainView, terminal: Terminal) {
    this.given = given
    this.view = view
    this.terminal = terminal
  }

  /** @throws {EddyError} ERR_NOTHING_LEARNED where it ends, or is ended, before the first sample was learned */
  async run(): Promise<void> {
    const silence = setTimeout(() => this.waiting(), SILENCE_MS)
    const { run, learner } = await this.begin().finally(() => clearTimeout(silence))
    this.view.began({
      task: learner.task,
      classes: this.schema?.classes ?? learner.classes,
      table: this.schema && run.table,
    })
    this.broadcaster?.publish(this.name, learner, { about: () => this.about() })
    run.learnWith(learner)
    this.trained = await run.trained()
    if (this.trained.samples === 0) throw nothingLearned(this.given, this.trained)
    await this.keep(this.trained)
    if (this.broadcaster) await this.stay()
  }

  /** A file needs no patience. */
  private waiting(): void {
    if (!this.input || this.input.end) this.view.note(`waiting for ${this.given.name}`)
  }

  /** Resolves when the first rows have come. */
  private async begin(): Promise<{ readonly run: TrainingRun; readonly learner: Learner }> {
    const { serve } = this.given
    const input = await this.open()
    this.input = input
    if (serve !== undefined) await this.serve(serve)
    const run = this.runOf(input, await this.readingOf(input))
    this.run_ = run
    return { run, learner: await this.learnerFor(run) }
  }

  /** A file is looked at before, where a list of columns may be one column with a comma in its name. */
  private async readingOf(input: TableInput): Promise<ReadingOptions> {
    const { reading, readingBy } = this.given
    const columns = readingBy && input.end === undefined ? await columnNames(input, reading) : undefined
    return columns && readingBy ? readingBy(columns) : reading
  }

  private runOf(input: TableInput, reading: ReadingOptions): TrainingRun {
    const { target, task, metrics } = this.given
    const { view, terminal } = this
    const events = {
      report: (report: Report) => view.report(report),
      setAside: (what: SetAside) => view.setAside(what),
      progress: (progress: Progress) => view.progress(progress),
    }
    return new TrainingRun({ input, target, task, metrics, reading }, events, terminal.clock)
  }

  private async open(): Promise<TableInput> {
    const { stdin, interrupted$ } = this.terminal
    const opening = new AbortController()
    const stop = interrupted$.subscribe(() => opening.abort())
    try {
      return await openInput(this.given.input, stdin, opening.signal)
    } catch (error) {
      throw opening.signal.aborted ? nothingLearned(this.given, undefined) : error
    } finally {
      stop.unsubscribe()
    }
  }

  /** The learner is made when the first rows have shown the task. One that is kept decides where reading begins. */
  private async learnerFor(run: TrainingRun): Promise<Learner> {
    const { state } = this.given
    if (state === undefined) return this.freshLearner(run)
    const { openLearner } = await import('../../snapshots/checkpoints/openLearner.js')
    this.kept = await openLearner(state, {
      create: async (kept) => (kept ? this.createLearner(kept) : this.freshLearner(run, BEGINNING)),
      everySamples: this.given.checkpointEvery,
      onCheckpoint: (event) => {
        if (event.type !== 'written') this.view.note(`${event.error.message} (${event.error.code})`)
      },
    })
    this.checkInput(state, this.kept)
    if (run.begun) return this.kept
    run.learnWith(this.kept)
    const { rows } = this.kept.position
    if (rows > 0) this.view.note(`going on after row ${rows} of an earlier run`)
    await run.begin(this.terminal.interrupted$, this.kept.position)
    return this.kept
  }

  private async freshLearner(run: TrainingRun, after?: SourcePosition): Promise<Learner> {
    const schema = await run.begin(this.terminal.interrupted$, after)
    this.schema = schema
    if (!schema) throw nothingLearned(this.given, await run.trained())
    return this.createLearner({ task: schema.task ?? 'regression' })
  }

  private createLearner(known: Pick<LearnerDescription, 'task'> & Partial<LearnerDescription>): Learner {
    const { seed, metrics } = this.given
    const { classes } = known
    const task = this.given.task ?? known.task
    checkMetrics(metrics, task)
    return createLearner({ task, ...(classes ? { classes } : {}), seed })
  }

  private checkInput(folder: string, kept: DurableLearner): void {
    const name = basename(this.given.name)
    const before = kept.kept<string>('input')
    if (before !== undefined && before !== name) {
      throw new EddyError('ERR_STATE', `${folder} is of ${before}, not of ${name}: use another folder for --state`)
    }
    kept.keep('input', () => name)
  }

  /** Writes what was learned where it was asked for, and shows it. */
  private async keep(trained: Trained): Promise<void> {
    const { name, save } = this.given
    // A disk that is full is no reason to say nothing of what was learned.
    const failures: unknown[] = []
    const { broken } = trained
    const cutOff = broken instanceof EddyError && broken.code === 'ERR_GZIP'
    if (cutOff) this.view.note(`${broken.message}; what came before was learned`)
    else if (broken !== undefined) failures.push(broken)
    const note = (error: unknown): number => failures.push(error)
    await this.kept?.checkpoint().catch(note)
    if (save !== undefined) await this.save(save).catch(note)
    if (this.kept && trained.ended && trained.fresh === 0) {
      this.view.note(`${name} was learned to its end before: nothing new, the figures are those of then`)
    }
    this.view.ended(trained)
    if (failures.length > 0) throw failures[0]
  }

  private get name(): string {
    return basename(this.given.name).replace(/(\.csv|\.ndjson|\.jsonl)?(\.gz)?$/i, '') || 'model'
  }

  private about(): Partial<SnapshotAbout> {
    const { metrics, baselines } = this.trained?.report ?? {}
    const reading = this.run_?.reading
    return {
      ...(metrics && baselines ? { metrics, baselines } : {}),
      ...(reading === undefined ? {} : { reading }),
      // No more than that: metadata is small.
      position: { rows: this.run_?.position.rows ?? 0 },
      rejected: this.run_?.rejected ?? 0,
    }
  }

  private async save(path: string): Promise<void> {
    const learner = this.run_?.learner
    if (!learner) return
    const { saveSnapshot } = await import('../../snapshots/files/snapshotFile.js')
    await saveSnapshot(path, learner, { name: this.name, about: this.about() })
    this.view.note(`saved ${path}`)
  }

  private async serve(port: number): Promise<void> {
    const { createBroadcaster } = await import('../../dashboard/servePage.js')
    this.broadcaster = await createBroadcaster({ port })
    this.view.note(`watch it at ${this.broadcaster.url}`)
  }

  /** The page stays until ctrl-C. */
  private async stay(): Promise<void> {
    this.view.note('the page stays open; ctrl-C ends it')
    await firstValueFrom(this.terminal.interrupted$)
  }

  async close(): Promise<void> {
    this.run_?.leave()
    await this.broadcaster?.close()
    await this.kept?.close()
  }
}
