import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom } from '../../../src/kernels/random.js'
import { count, type Prove, type Setting } from '../proof.js'
import { eddyScript, trainerScript } from './killable.js'
import { folderFor, type Killed, killLoop, type Run } from './killLoop.js'
import { cutLogs } from './logCuts.js'
import { killPushed } from './pushedSamples.js'

/** A table with gaps, and some rows that no one can read. */
async function csvIn(folder: string, rows: number, seed: number): Promise<string> {
  const { next, normal } = createRandom(seed)
  const lines = Array.from({ length: rows }, (_, i) => {
    const [a, b] = [normal(), normal()]
    const color = ['red', 'green', 'blue'][Math.floor(next() * 3)]
    if (i % 501 === 13) return `${a},what,${color},1`
    return [a.toFixed(4), i % 97 === 0 ? '' : b.toFixed(4), color, (a * b + (color === 'red' ? 1 : 0)).toFixed(4)].join(
      ',',
    )
  })
  const path = join(folder, 'data.csv')
  await writeFile(path, `a,b,color,y\n${lines.join('\n')}\n`)
  return path
}

async function csvRun(setting: Setting): Promise<Run> {
  const rows = setting.by({ quick: 12_000, short: 25_000, long: 100_000 })
  const path = await csvIn(await folderFor(setting), rows, setting.seed)
  const state = (folder: string | undefined) => (folder ? ['--state', folder, '--checkpoint-every', '300'] : [])
  return {
    name: 'eddy train',
    script: eddyScript,
    args: (folder) => ['train', path, '--target', 'y', '--json', ...state(folder)],
    outcome: ({ samples, rejected, metrics, parametersSha256 }) => ({ samples, rejected, metrics, parametersSha256 }),
  }
}

/** Undisturbed it has a folder too, for as long as it takes. */
async function syntheticRun(setting: Setting, seed: number): Promise<Run> {
  const samples = setting.by({ quick: 30_000, short: 25_000, long: 100_000 })
  const undisturbed = await folderFor(setting)
  return {
    name: `drifting stream ${seed}`,
    script: trainerScript,
    args: (folder = undisturbed) => ['synthetic', folder, String(seed), String(samples)],
    outcome: ({ samples: learned, drifts, parametersSha256 }) => ({ learned, drifts, parametersSha256 }),
  }
}

/** P9: no acknowledged sample is lost, and none trains twice: the weights are those of a run that was never killed. */
export const prove: Prove = async (setting) => {
  const kills = setting.by({ quick: 36, short: 200, long: 1000 })
  const third = Math.ceil(kills / 3)
  const files = async (): Promise<readonly Killed[]> => [
    await killLoop(setting, await csvRun(setting), third),
    // With an even seed a drift resets, with an odd one a challenger may take over.
    await killLoop(setting, await syntheticRun(setting, setting.seed * 2), Math.ceil(third / 2)),
    await killLoop(setting, await syntheticRun(setting, setting.seed * 2 + 1), Math.floor(third / 2)),
  ]
  const cuts = await cutLogs(setting)
  // Two at once.
  const pushes = setting.by({ quick: third, short: third, long: Math.max(third, 500) })
  const [killed, pushed] = await Promise.all([files(), killPushed(setting, pushes)])
  const all = killed.reduce((sum, run) => sum + run.kills, pushed.kills)
  const samples = killed.reduce((sum, run) => sum + run.samples, pushed.samples)
  const drifts = killed.reduce((sum, { last }) => sum + Number(last['drifts'] ?? 0), 0)
  return `${count(all)} kills, ${count(samples)} samples each once (${count(pushed.samples)} of 8 producers; ${drifts} drifts answered), sha256 equal; ${count(cuts)} power cuts of a log`
}
