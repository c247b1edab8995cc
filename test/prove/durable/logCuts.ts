import { load } from '../product.js'
import { demand, type Setting } from '../proof.js'
import { MemoryDisk } from './memoryDisk.js'

const { RecordLog } = await load<typeof import('../../../src/snapshots/log/recordLog.js')>('snapshots/log/recordLog.js')

const FOLDER = '/disk/log'

const openOn = (files: MemoryDisk, fence: number) =>
  RecordLog.open(FOLDER, { fence, after: 0, check: async () => undefined, files, segmentBytes: 700 })

const payloadOf = (number: number): Uint8Array => Uint8Array.from({ length: 20 + (number % 50) }, (_, i) => number + i)

const never = new Promise<void>(() => undefined)

/** Everything that was said to be kept is there, as it was, in order, and nothing that was never written. */
async function demandKept(disk: MemoryDisk, kept: number, written: number, fence: number): Promise<void> {
  const { records } = await openOn(disk, fence).catch(
    (error: unknown) => demand(false, String(error)) ?? { records: [] },
  )
  const last = records.at(-1)?.number ?? 0
  demand(last >= kept, `after a power cut the log ends at ${last}, ${kept} were acknowledged`)
  demand(last <= written, `the log has ${last} records, ${written} were written`)
  for (const [i, { number, payload }] of records.entries()) {
    const right = number === i + 1 && Buffer.from(payload).equals(Buffer.from(payloadOf(number)))
    demand(right, `record ${number} of a log isn't what was written`)
  }
}

/** A log written ahead, on a disk whose power goes: what was acknowledged is there. Returns how often it went. */
export async function cutLogs({ random, by }: Setting): Promise<number> {
  const cuts = by({ quick: 100, short: 600, long: 20_000 })
  for (let cut = 0; cut < cuts; cut++) {
    let disk = new MemoryDisk()
    let [kept, written] = [0, 0]
    // Again and again on what the cut before has left.
    for (let fence = 1; fence <= 3; fence++) {
      const { log } = await openOn(disk, fence)
      kept = Math.max(kept, log.kept)
      written = log.last
      const stopAt = disk.operations + Math.floor(random() * 40)
      const now = disk
      let stop = (): void => undefined
      const stopped = new Promise<void>((resolve) => {
        stop = resolve
      })
      now.fault = () => {
        if (now.operations < stopAt) return undefined
        stop()
        return never
      }
      const work = async (): Promise<void> => {
        for (let i = 0; i < 30; i++) {
          written = log.append(1, payloadOf(log.last + 1))
          if (random() < 0.5) continue
          await log.sync()
          kept = log.kept
        }
      }
      await Promise.race([work(), stopped])
      disk = now.powerless(random)
      await demandKept(disk, kept, written, fence + 1)
      disk = disk.killed()
    }
  }
  return cuts * 3
}
