import { execFileSync } from 'node:child_process'
import { cp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from '../product.js'
import { demand, type Setting } from '../proof.js'
import { feed } from './checkpointSteps.js'
import { Killable } from './killable.js'
import { folderFor } from './killLoop.js'

const { createLearner, dense } = await load<typeof import('../../../src/index.js')>('index.js')
const { openLearner } = await load<typeof import('../../../src/node.js')>('node.js')

const DISK_BYTES = 1_048_576
const PAGE_BYTES = 4096
const script = fileURLToPath(new URL('./stepTrainer.mjs', import.meta.url))
const create = () => createLearner({ task: 'regression', layers: [dense(1000)], seed: 1 })
const openAt = (folder: string) => openLearner(folder, { create, takeOver: true, everySamples: 1e9, everyMs: 1e9 })

/** A disk that is nearly full, with less and less room: the error is said, and the last good checkpoint loads. */
export async function fullDisk(setting: Setting): Promise<string> {
  const disk = await folderFor(setting)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    return 'no disk of its own may be mounted here'
  }
  setting.after(() => execFileSync('umount', ['-l', disk]))
  let [full, written] = [0, 0]
  for (let room = 0; room < 60; room++) {
    const folder = join(disk, 'state')
    await rm(folder, { recursive: true, force: true })
    await rm(join(disk, 'filler'), { force: true })
    const learner = await openAt(folder)
    feed(learner, 0, 100)
    await learner.checkpoint()
    // Full to the last page, and then so many pages of room.
    await writeFile(join(disk, 'filler'), new Uint8Array(DISK_BYTES)).catch(() => undefined)
    const { size } = await stat(join(disk, 'filler'))
    await truncate(join(disk, 'filler'), Math.max(0, size - room * PAGE_BYTES))
    feed(learner, 100, 200)
    const error = await learner.checkpoint().then(
      () => undefined,
      (cause: { readonly code?: string }) => cause,
    )
    if (error) full += 1
    else written += 1
    demand(!error || error.code === 'ERR_DISK_FULL', `a full disk gave ${error?.code}`)
    const elsewhere = await folderFor(setting)
    await cp(folder, elsewhere, { recursive: true })
    const later = await openAt(elsewhere)
    demand(later.samples === (error ? 100 : 200), `after a full disk, ${later.samples} samples were there`)
    await later.close()
    await learner.close().catch(() => undefined)
  }
  demand(full > 0 && written > 0, `the disk was full ${full} times, and had room ${written} times`)
  return `a real disk full ${full} times`
}

const calls = ['write', 'pwrite64', 'fsync', 'rename', 'link', 'unlink', 'close', 'ftruncate']

/** Killed in the n-th call of each kind, for all n, by strace: the old checkpoint or the new one. */
export async function killedInCalls(setting: Setting): Promise<string> {
  try {
    execFileSync('strace', ['-f', '-o', '/dev/null', 'true'], { stdio: 'ignore' })
  } catch {
    return 'no strace here'
  }
  const base = await folderFor(setting)
  await new Killable(script, [base, '0']).ended
  let kills = 0
  for (const call of calls) {
    // Most calls of these two are of the start of Node.
    for (let n = 1; n < 2000; n += call === 'write' || call === 'close' ? 7 : 1) {
      const folder = await folderFor(setting)
      await cp(base, folder, { recursive: true })
      const inject = `inject=${call}:signal=SIGKILL:when=${n}`
      const strace = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject]
      const trainer = new Killable(script, [folder, '0'], strace, { UV_THREADPOOL_SIZE: '1' })
      await trainer.ended
      if (trainer.said.length > 0) break
      kills += 1
      const later = new Killable(script, [folder, '0'])
      await later.ended
      const from = later.said.at(-1)?.['from']
      demand(from === 100 || from === 200, `killed in ${call} ${n}: then ${String(from)} samples; ${later.errors}`)
    }
  }
  return `${kills} kills inside system calls`
}

export const realDisk = async (setting: Setting): Promise<string> =>
  `${await fullDisk(setting)}; ${await killedInCalls(setting)}`
