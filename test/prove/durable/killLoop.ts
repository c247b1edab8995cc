import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demand, pause, type Setting } from '../proof.js'
import { Killable, type Said } from './killable.js'

/** A run that ends by itself, and ends the same way however often it is killed. */
export interface Run {
  readonly name: string
  readonly script: string
  /** Arguments; undefined: without a folder, undisturbed. */
  readonly args: (folder: string | undefined) => readonly string[]
  /** What must be the same at the end. */
  readonly outcome: (last: Said) => unknown
}

export interface Killed {
  readonly kills: number
  readonly samples: number
  readonly last: Said
}

export async function folderFor({ after }: Setting): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'eddy-prove-'))
  after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** What it says at its end, and how long it had something to say. */
async function toItsEnd(
  run: Run,
  folder: string | undefined,
): Promise<{ readonly last: Said; readonly learningMs: number }> {
  const trainer = new Killable(run.script, run.args(folder))
  await trainer.begun
  const begin = performance.now()
  await trainer.ended
  const last = trainer.said.at(-1)
  demand(last !== undefined && 'parametersSha256' in last, `${run.name}: ${trainer.errors.trim().split('\n').at(-1)}`)
  return { last, learningMs: performance.now() - begin }
}

/** At any moment: some while it begins, most while it learns. */
async function lifeOf(trainer: Killable, learningMs: number, random: Setting['random']): Promise<void> {
  if (random() < 0.1) return pause(random() * 300)
  const span = (async () => {
    await trainer.begun
    await pause(random() * 0.8 * learningMs)
  })()
  return Promise.race([trainer.ended.then(() => undefined), span])
}

/** Kills it so many times, at any moment, as often from the start as it takes: each end must be as one undisturbed. */
export async function killLoop(setting: Setting, run: Run, kills: number): Promise<Killed> {
  const { random } = setting
  const { last: undisturbed, learningMs } = await toItsEnd(run, undefined)
  const wanted = JSON.stringify(run.outcome(undisturbed))
  let [killed, samples] = [0, 0]
  const chains: string[] = []
  while (killed < kills || chains.length === 0) {
    const folder = await folderFor(setting)
    const inChain = Math.min(kills - killed, 12)
    for (let kill = 0; kill < inChain; kill++) {
      const trainer = new Killable(run.script, run.args(folder))
      await lifeOf(trainer, learningMs, random)
      await trainer.kill()
      if ((await trainer.ended) === 'killed') killed += 1
      else if (trainer.said.some((said) => 'parametersSha256' in said)) break
      demand(
        trainer.errors === '' || !/Error|ERR_/.test(trainer.errors),
        `${run.name}: ${trainer.errors.slice(0, 300)}`,
      )
    }
    const { last } = await toItsEnd(run, folder)
    const got = JSON.stringify(run.outcome(last))
    demand(got === wanted, `${run.name}, after ${killed} kills, ended as ${got}, undisturbed as ${wanted}`)
    samples += Number(last['samples'])
    chains.push(got)
  }
  return { kills: killed, samples, last: undisturbed }
}
