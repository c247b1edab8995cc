import { cp } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { demand, type Setting } from '../proof.js'
import { Killable, type Said } from './killable.js'
import { folderFor } from './killLoop.js'

const script = fileURLToPath(new URL('./stepTrainer.mjs', import.meta.url))

async function run(folder: string, step: number): Promise<Said | undefined> {
  const trainer = new Killable(script, [folder, String(step)])
  return (await trainer.ended) === 'killed' ? undefined : (trainer.said.at(-1) ?? demand(false, trainer.errors) ?? {})
}

/** A real process, on a real disk, killed before every step of a checkpoint: whoever comes next finds the old one or the new one. */
export async function killedAtEachStep(setting: Setting): Promise<number> {
  const base = await folderFor(setting)
  await run(base, 0)
  const folder = async (): Promise<string> => {
    const copy = await folderFor(setting)
    await cp(base, copy, { recursive: true })
    return copy
  }
  const whole = await run(await folder(), 0)
  const steps = Number(whole?.['steps'])
  const every = setting.by({ quick: 5, short: 1, long: 1 })
  let next = 1
  let kills = 0
  const lane = async (): Promise<void> => {
    for (let step = next; step <= steps; step = next) {
      next += every
      const at = await folder()
      demand((await run(at, step)) === undefined, `it was not killed at step ${step}`)
      kills += 1
      const later = await run(at, 0)
      demand(
        later?.['from'] === 100 || later?.['from'] === 200,
        `killed at step ${step}: then ${String(later?.['from'])} samples`,
      )
      const same = later['from'] === 200 || later['parametersSha256'] === whole?.['parametersSha256']
      demand(same, `killed at step ${step}: then other weights`)
    }
  }
  await Promise.all([lane(), lane()])
  return kills
}
