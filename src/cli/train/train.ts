import { mkdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { firstValueFrom, type Observable } from 'rxjs'
import type { Broadcaster } from '../../broadcast/server/broadcaster.js'
import { createBroadcaster } from '../../dashboard/servePage.js'
import { EddyError } from '../../error.js'
import { restoreLearner } from '../../snapshots/restore.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import { loadSnapshot, saveSnapshot } from '../../snapshots/snapshotFile.js'
import type { Terminal } from '../terminal.js'
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

  constructor(given: TrainArguments, view: TrainView, terminal: Terminal) {
    this.given = given
    this.view = view
    this.terminal = terminal
  }

  async run(): Promise<void> {
    const { serve, save, state } = this.given
    if (serve !== undefined) await this.serve(serve)
    const { view } = this
    const run = new TrainingRun(
      await this.options(),
      {
        started: (learner, { classes }) => {
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
    for (const path of [save, state === undefined ? undefined : join(state, STATE_FILE)]) {
      if (path !== undefined) await this.save(path)
    }
    view.ended(this.trained)
    if (this.broadcaster) await this.stay(interrupted$)
  }

  private get name(): string {
    return basename(this.given.input).replace(/(\.csv|\.ndjson|\.jsonl)?(\.gz)?$/i, '') || 'model'
  }

  private about(): Partial<SnapshotAbout> {
    const { metrics, baselines } = this.trained?.report ?? {}
    return {
      ...(metrics && baselines ? { metrics, baselines } : {}),
      position: this.run_?.position,
      rejected: this.run_?.rejected ?? 0,
    }
  }

  private async options(): Promise<TrainingOptions> {
    const { input, target, task, seed, id, at, drop } = this.given
    const resumed = await this.resumed()
    return {
      input,
      target,
      seed,
      drop,
      ...(task ? { task } : {}),
      ...(id === undefined ? {} : { id }),
      ...(at === undefined ? {} : { at }),
      ...(resumed ? { resumed } : {}),
    }
  }

  /** What `--state` kept of an earlier run, if there was one. */
  private async resumed(): Promise<TrainingOptions['resumed']> {
    const { state } = this.given
    if (state === undefined) return undefined
    await mkdir(state, { recursive: true })
    const path = join(state, STATE_FILE)
    if (!(await stat(path).catch(() => undefined))) return undefined
    const snapshot = await loadSnapshot(path)
    const { rows } = (snapshot.about.position ?? {}) as { readonly rows?: unknown }
    if (typeof rows !== 'number') {
      throw new EddyError('ERR_STATE', `${path} does not tell how far it came: it is not of 'eddy train --state'`)
    }
    this.view.note(`going on after row ${rows} of an earlier run; the score is of this run`)
    return { learner: restoreLearner(snapshot), after: { rows } }
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
  }
}

const STATE_FILE = 'learner.eddy'
