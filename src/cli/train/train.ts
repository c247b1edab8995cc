import { basename } from 'node:path'
import { defer, filter, firstValueFrom, map, merge, type Observable } from 'rxjs'
import type { Broadcaster } from '../../broadcast/server/broadcaster.js'
import { createBroadcaster } from '../../dashboard/servePage.js'
import { EddyError } from '../../error.js'
import { createLearner } from '../../operators/learner/learner.js'
import type { LearnerDescription } from '../../operators/learner/learnerOptions.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import type { DurableLearner } from '../../snapshots/checkpoints/durableLearner.js'
import { openLearner } from '../../snapshots/checkpoints/openLearner.js'
import { saveSnapshot } from '../../snapshots/files/snapshotFile.js'
import type { Command } from '../command.js'
import type { Called } from '../flags/parseCommand.js'
import type { Terminal } from '../terminal/terminal.js'
import { nothingLearned } from './nothingLearned.js'
import { targetTask } from './targetTask.js'
import { type TrainArguments, trainArguments } from './trainArguments.js'
import { trainForm } from './trainForm.js'
import { type Trained, type TrainingOptions, TrainingRun } from './trainingRun.js'
import type { TrainView } from './trainView.js'
import { trainViewJson } from './trainViewJson.js'
import { trainViewText } from './trainViewText.js'

/** `eddy train FILE --target COLUMN`: test, then train, with nothing tuned; the score stands beside the baselines. */
export const trainCommand: Command = { form: trainForm, run: train }

async function train(called: Called, terminal: Terminal): Promise<number> {
  const given = trainArguments(called)
  const { stdout, stderr } = terminal
  const view = given.json ? trainViewJson(stdout, stderr) : trainViewText(given, stdout, stderr)
  const session = new TrainSession(given, view, terminal)
  try {
    await session.run()
  } finally {
    view.close()
    await session.close()
  }
  return 0
}

class TrainSession {
  private readonly given: TrainArguments
  private readonly view: TrainView
  private readonly terminal: Terminal
  private run_: TrainingRun | undefined
  private broadcaster: Broadcaster | undefined
  private trained: Trained | undefined
  private kept: DurableLearner | undefined

  constructor(given: TrainArguments, view: TrainView, terminal: Terminal) {
    this.given = given
    this.view = view
    this.terminal = terminal
  }

  /** @throws {EddyError} ERR_NOTHING_LEARNED where it ends, or is ended, before the first sample was learned */
  async run(): Promise<void> {
    const { interrupted$ } = this.terminal
    const trained = await firstValueFrom(
      merge(
        defer(() => this.train(interrupted$)),
        // Opening may take for ever, such as a pipe that nobody writes to. Training ends by itself.
        interrupted$.pipe(
          filter(() => this.run_ === undefined),
          map(() => undefined),
        ),
      ),
    )
    if (!trained || trained.samples === 0) throw nothingLearned(this.given, trained)
    await this.keep(trained)
    if (this.broadcaster) await this.stay(interrupted$)
  }

  private async train(interrupted$: Observable<unknown>): Promise<Trained> {
    const { serve, state } = this.given
    if (state !== undefined) this.kept = await this.open(state)
    if (serve !== undefined) await this.serve(serve)
    const { view } = this
    this.run_ = new TrainingRun(
      this.options(),
      {
        started: (learner, classes) => {
          view.started(learner, classes)
          this.broadcaster?.publish(this.name, learner, { about: () => this.about() })
        },
        report: (report) => view.report(report),
        setAside: (what) => view.setAside(what),
        progress: (progress) => view.progress(progress),
      },
      this.terminal.clock,
    )
    this.trained = await this.run_.run(interrupted$)
    return this.trained
  }

  /** Writes what was learned where it was asked for, and shows it. */
  private async keep(trained: Trained): Promise<void> {
    const { input, save } = this.given
    // A disk that is full is no reason to say nothing of what was learned.
    const failures: unknown[] = []
    const note = (error: unknown): number => failures.push(error)
    await this.kept?.checkpoint().catch(note)
    if (save !== undefined) await this.save(save).catch(note)
    if (this.kept && trained.ended && trained.fresh === 0) {
      this.view.note(`${input} was learned to its end before: nothing new, the figures are those of then`)
    }
    this.view.ended(trained)
    if (failures.length > 0) throw failures[0]
  }

  private get name(): string {
    return basename(this.given.input).replace(/(\.csv|\.ndjson|\.jsonl)?(\.gz)?$/i, '') || 'model'
  }

  private about(): Partial<SnapshotAbout> {
    const { metrics, baselines } = this.trained?.report ?? {}
    return {
      ...(metrics && baselines ? { metrics, baselines } : {}),
      // No more than that: metadata is small.
      position: { rows: this.run_?.position.rows ?? 0 },
      rejected: this.run_?.rejected ?? 0,
    }
  }

  private options(): TrainingOptions {
    const { input, target, task, metrics, seed, reading } = this.given
    return {
      input,
      target,
      metrics,
      seed,
      reading,
      ...(task ? { task } : {}),
      ...(this.kept ? { kept: this.kept } : {}),
    }
  }

  /** The learner that `--state` keeps, from an earlier run if there was one. */
  private async open(folder: string): Promise<DurableLearner> {
    const { input, seed, checkpointEvery } = this.given
    const learner = await openLearner(folder, {
      create: async (kept) => createLearner({ ...(await this.taskOf(kept)), seed }),
      everySamples: checkpointEvery,
      onCheckpoint: (event) => {
        if (event.type !== 'written') this.view.note(`${event.error.message} (${event.error.code})`)
      },
    })
    const before = learner.kept<string>('input')
    if (before !== undefined && before !== basename(input)) {
      await learner.close()
      throw new EddyError('ERR_STATE', `${folder} is of ${before}, not of ${input}: use another folder for --state`)
    }
    learner.keep('input', () => basename(input))
    const { rows } = learner.position
    if (rows > 0) this.view.note(`going on after row ${rows} of an earlier run`)
    return learner
  }

  private async taskOf(kept: LearnerDescription | undefined): Promise<Pick<LearnerDescription, 'task' | 'classes'>> {
    const { input, target, task } = this.given
    if (kept) return { task: task ?? kept.task, classes: kept.classes }
    const found = await targetTask(input, { target, ...(task ? { task } : {}) })
    return { task: found.task ?? 'regression', classes: [] }
  }

  private async save(path: string): Promise<void> {
    const learner = this.run_?.learner
    if (!learner) return
    await saveSnapshot(path, learner, { name: this.name, about: this.about() })
    this.view.note(`saved ${path}`)
  }

  private async serve(port: number): Promise<void> {
    this.broadcaster = await createBroadcaster({ port })
    this.view.note(`watch it at ${this.broadcaster.url}`)
  }

  /** The page stays until ctrl-C. */
  private async stay(interrupted$: Observable<unknown>): Promise<void> {
    this.view.note('the page stays open; ctrl-C ends it')
    await firstValueFrom(interrupted$)
  }

  async close(): Promise<void> {
    await this.broadcaster?.close()
    await this.kept?.close()
  }
}
