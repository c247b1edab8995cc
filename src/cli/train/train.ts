import { basename } from 'node:path'
import { firstValueFrom, type Observable } from 'rxjs'
import type { Broadcaster } from '../../broadcast/server/broadcaster.js'
import { createBroadcaster } from '../../dashboard/servePage.js'
import { EddyError } from '../../error.js'
import { createLearner } from '../../operators/learner/learner.js'
import type { LearnerDescription } from '../../operators/learner/learnerOptions.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import type { DurableLearner } from '../../snapshots/checkpoints/durableLearner.js'
import { openLearner } from '../../snapshots/checkpoints/openLearner.js'
import { saveSnapshot } from '../../snapshots/files/snapshotFile.js'
import type { Terminal } from '../terminal.js'
import { targetTask } from './targetTask.js'
import { trainArguments, type TrainArguments } from './trainOptions.js'
import { type Trained, type TrainingOptions, TrainingRun } from './trainingRun.js'
import type { TrainView } from './trainView.js'
import { trainViewJson } from './trainViewJson.js'
import { trainViewText } from './trainViewText.js'

/** `eddy train FILE --target COLUMN`: test, then train, with nothing tuned; the score stands beside the baselines. */
export async function train(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = trainArguments(args)
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

  async run(): Promise<void> {
    const { serve, save, state } = this.given
    if (state !== undefined) this.kept = await this.open(state)
    if (serve !== undefined) await this.serve(serve)
    const { view } = this
    const run = new TrainingRun(
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
    this.run_ = run
    const interrupted$ = this.terminal.interrupted$
    this.trained = await run.run(interrupted$)
    // A disk that is full is no reason to say nothing of what was learned.
    const unkept: unknown = await this.kept?.checkpoint().catch((error: unknown) => error)
    if (save !== undefined) await this.save(save)
    if (this.kept && this.trained.ended && this.trained.fresh === 0 && this.trained.samples > 0) {
      view.note(`${this.given.input} was learned to its end before: nothing new, the figures are those of then`)
    }
    view.ended(this.trained)
    if (unkept) throw unkept
    if (this.broadcaster) await this.stay(interrupted$)
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
    const { input, target, task, seed, id, at, drop } = this.given
    return {
      input,
      target,
      seed,
      drop,
      ...(task ? { task } : {}),
      ...(id === undefined ? {} : { id }),
      ...(at === undefined ? {} : { at }),
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
    return { task: found.task ?? 'regression', classes: found.classes }
  }

  private async save(path: string): Promise<void> {
    const learner = this.run_?.learner
    if (!learner?.model) {
      this.view.note(`nothing was learned, so ${path} was not written`)
      return
    }
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
