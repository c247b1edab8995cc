import type { Learner } from '../../../src/index.js'
import type { Files } from '../../../src/snapshots/files/fileSystem.js'
import { load } from '../product.js'
import { demand, type Setting } from '../proof.js'
import { sha256 } from '../wire/world.js'
import { MemoryDisk } from './memoryDisk.js'

const { createLearner, dense, relu } = await load<typeof import('../../../src/index.js')>('index.js')
const { openLearner } = await load<typeof import('../../../src/node.js')>('node.js')

export const FOLDER = '/disk/state'
const create = (): Learner => createLearner({ task: 'regression', layers: [dense(6), relu()], seed: 1 })

export function feed(learner: Learner, from: number, to: number): void {
  for (let i = from; i < to; i++) learner.learn({ x: [i % 7, i % 5, i % 3], y: (i % 7) * (i % 3) })
}

/** A learner kept on this disk; no checkpoint but those asked for. */
export const openOn = (files: Files) =>
  openLearner(FOLDER, { create, files, takeOver: true, everySamples: 1e9, everyMs: 1e9 })

const weightsOf = (learner: Learner): string => sha256(learner.model?.parameters ?? new Float32Array(0))

/** Weights after so many samples. */
const weights = new Map<number, string>()
function weightsAfter(samples: number): string {
  const known = weights.get(samples)
  if (known !== undefined) return known
  const learner = create()
  feed(learner, 0, samples)
  weights.set(samples, weightsOf(learner))
  return weightsAfter(samples)
}

/** What a disk holds: whole, and one of these; returns how many samples it had learned. */
async function demandWhole(disk: MemoryDisk, allowed: readonly number[], when: string): Promise<number> {
  const learner = await openOn(disk).catch((error: unknown) => demand(false, `${when}: ${String(error)}`))
  demand(
    learner !== undefined && allowed.includes(learner.samples),
    `${when}: ${learner?.samples} samples, not ${allowed.join(' or ')}`,
  )
  const right = learner.samples === 0 || weightsOf(learner) === weightsAfter(learner.samples)
  demand(right, `${when}: not the weights that ${learner.samples} samples make`)
  await learner.close()
  return learner.samples
}

/** A disk with checkpoints at 100 and 200 samples, synced. */
export async function twoGenerations(): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const learner = await openOn(disk)
  feed(learner, 0, 100)
  await learner.checkpoint()
  feed(learner, 100, 200)
  await learner.close()
  return disk
}

const never = new Promise<void>(() => undefined)

/** A trainer that goes on to 300 samples and writes that, on a disk that stops at the n-th thing asked of it. */
async function stoppedAt(
  base: MemoryDisk,
  n: number,
): Promise<{ readonly disk: MemoryDisk; readonly written: boolean }> {
  const disk = base.killed()
  let reached: (what: 'stopped') => void
  const stopped = new Promise<'stopped'>((resolve) => {
    reached = resolve
  })
  disk.fault = () => {
    if (disk.operations !== n) return undefined
    reached('stopped')
    return never
  }
  const work = async (): Promise<'written'> => {
    const learner = await openOn(disk)
    feed(learner, 200, 300)
    await learner.checkpoint()
    return 'written'
  }
  return { disk, written: (await Promise.race([work(), stopped])) === 'written' }
}

/** The process killed, and the power gone, at every step of opening a folder and writing a checkpoint. */
export async function everyStep({ random, by }: Setting): Promise<{ readonly steps: number; readonly ends: number }> {
  const base = await twoGenerations()
  let ends = 0
  for (let step = 1; ; step++) {
    const { disk, written } = await stoppedAt(base, step)
    // What was said to be written is there, even after the power went.
    const allowed = written ? [300] : [200, 300]
    await demandWhole(disk.killed(), allowed, `killed at step ${step}`)
    const cuts = by({ quick: 4, short: 8, long: 1000 })
    for (let cut = 0; cut < cuts; cut++) await demandWhole(disk.powerless(random), allowed, `power cut at step ${step}`)
    ends += 1 + cuts
    if (written) return { steps: step - 1, ends }
  }
}

/** An error of the disk at every step: it is said, and the last good checkpoint still loads. */
export async function everyError(): Promise<number> {
  const base = await twoGenerations()
  let errors = 0
  for (const code of ['ENOSPC', 'EIO', 'EDQUOT']) {
    for (const operation of ['open', 'write', 'sync', 'rename', 'syncFolder']) {
      const disk = base.killed()
      const learner = await openOn(disk)
      feed(learner, 200, 300)
      disk.fault = (now, path) => {
        const here = operation === 'syncFolder' ? path === FOLDER : path.includes('checkpoint-')
        if (now === operation && here) throw Object.assign(new Error(code), { code })
      }
      const error = await learner.checkpoint().then(
        () => undefined,
        (cause: { readonly code?: string }) => cause,
      )
      const wanted = operation.startsWith('sync') ? 'ERR_FSYNC' : code === 'EIO' ? 'ERR_WRITE' : 'ERR_DISK_FULL'
      demand(error?.code === wanted, `${code} at ${operation}: ${error?.code ?? 'nothing'} was raised, not ${wanted}`)
      disk.fault = () => undefined
      await demandWhole(disk.killed(), [200, 300], `${code} at ${operation}`)
      errors += 1
    }
  }
  return errors
}
