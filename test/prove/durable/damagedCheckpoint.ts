import type { CheckpointFolder as Folder } from '../../../src/snapshots/checkpoints/checkpointFolder.js'
import { load } from '../product.js'
import { demand, type Setting } from '../proof.js'
import { FOLDER, twoGenerations } from './checkpointSteps.js'

const { CheckpointFolder } = await load<typeof import('../../../src/snapshots/checkpoints/checkpointFolder.js')>(
  'snapshots/checkpoints/checkpointFolder.js',
)

const SECTOR_BYTES = 512

/** Cut off at every 512 bytes, and with a bit flipped: noticed each time, and the one before counts. */
export async function damaged({ random, by }: Setting): Promise<{ readonly cuts: number; readonly flips: number }> {
  const disk = await twoGenerations()
  const path =
    disk.paths
      .filter((name) => name.includes('/checkpoint-'))
      .sort()
      .at(-1) ?? ''
  const whole = await disk.read(path)
  const folder: Folder = new CheckpointFolder(FOLDER, disk)
  const demandBefore = async (bytes: Uint8Array, what: string): Promise<void> => {
    disk.damage(path, bytes)
    const found = await folder.newest([]).catch((error: unknown) => demand(false, `${what}: ${String(error)}`))
    demand(found?.about.samples === 100, `${what}: a checkpoint at ${found?.about.samples} samples was taken`)
  }
  let cuts = 0
  for (let length = 0; length < whole.byteLength; length += SECTOR_BYTES, cuts++) {
    await demandBefore(whole.subarray(0, length), `cut off at ${length}`)
  }
  const flips = by({ quick: 500, short: 10_000, long: whole.byteLength * 8 })
  for (let flip = 0; flip < flips; flip++) {
    const bit = flips === whole.byteLength * 8 ? flip : Math.floor(random() * whole.byteLength * 8)
    const bytes = whole.slice()
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    await demandBefore(bytes, `bit ${bit} flipped`)
  }
  return { cuts, flips }
}
