import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createLearner, createRandom, dense, type Learner, relu } from '../../../src/index.js'
import { decodeCheckpoint } from '../../../src/snapshots/checkpoints/checkpointCodec.js'
import type { CheckpointEvent } from '../../../src/snapshots/checkpoints/checkpointWriter.js'
import type { DurableLearner } from '../../../src/snapshots/checkpoints/durableLearner.js'
import { type OpenLearnerOptions, openLearner } from '../../../src/snapshots/checkpoints/openLearner.js'
import { errno, faultyFiles } from '../faultyFiles.js'

const create = (): Learner => createLearner({ task: 'regression', layers: [dense(6), relu()], seed: 1 })
const open = (dir: string, options: Partial<OpenLearnerOptions> = {}): Promise<DurableLearner> =>
  openLearner(dir, { create, ...options })

const folders: string[] = []
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'eddy-faults-'))
  folders.push(path)
  return path
}
afterEach(async () => {
  for (const path of folders.splice(0)) await rm(path, { recursive: true })
})

function feed(learner: Learner, from: number, to: number): void {
  for (let i = from; i < to; i++) learner.learn({ x: [i % 7, i % 5, i % 3], y: (i % 7) * (i % 3) })
}

/** A folder with checkpoints at 100 and 200 samples. */
async function twoGenerations(): Promise<{ readonly dir: string; readonly newest: string }> {
  const dir = await folder()
  const learner = await open(dir)
  feed(learner, 0, 100)
  await learner.checkpoint()
  feed(learner, 100, 200)
  await learner.close()
  const names = (await readdir(dir)).filter((name) => name.startsWith('checkpoint-')).sort()
  expect(names).toHaveLength(2)
  return { dir, newest: join(dir, names[1] ?? '') }
}

const code = (wanted: string) => expect.objectContaining({ code: wanted })

describe('a damaged checkpoint', () => {
  it('cut off at every 512 bytes is noticed, and the one before counts', async () => {
    const { dir, newest } = await twoGenerations()
    const whole = await readFile(newest)
    for (let length = 0; length < whole.byteLength; length += 512) {
      const copy = await copied(dir)
      await writeFile(join(copy, basename(newest)), whole.subarray(0, length))
      const events: CheckpointEvent[] = []
      const learner = await open(copy, { onCheckpoint: (event) => events.push(event) })
      expect([length, learner.samples]).toEqual([length, 100])
      expect(events).toEqual([{ type: 'damaged', name: basename(newest), error: code('ERR_CHECKPOINT') }])
      // It goes on from there, and what it writes counts.
      feed(learner, 100, 150)
      await learner.close()
      const later = await open(copy)
      expect(later.samples).toBe(150)
      await later.close()
    }
  })

  it('with one bit flipped, whichever it is, is noticed', async () => {
    const { newest } = await twoGenerations()
    const bytes = await readFile(newest)
    const { next } = createRandom(Number(process.env['EDDY_SEED'] ?? 2))
    const flips = Number(process.env['EDDY_FLIPS'] ?? 1000)
    for (let i = 0; i < flips; i++) {
      const bit = i < 96 * 8 ? i : Math.floor(next() * bytes.byteLength * 8)
      const [at, mask] = [bit >> 3, 1 << (bit & 7)]
      bytes[at] = (bytes[at] ?? 0) ^ mask
      expect(() => decodeCheckpoint(bytes), `bit ${bit}`).toThrow(code('ERR_CHECKPOINT'))
      bytes[at] = (bytes[at] ?? 0) ^ mask
    }
    expect(decodeCheckpoint(bytes).about.samples).toBe(200)
    // Unchecked, a weight that was flipped goes unseen.
    const last = bytes.byteLength - 20
    bytes[last] = (bytes[last] ?? 0) ^ 1
    expect(decodeCheckpoint(bytes, { checked: false }).about.samples).toBe(200)
  })

  it('where none is whole, nothing begins anew by itself', async () => {
    const { dir } = await twoGenerations()
    for (const name of await readdir(dir)) if (name.endsWith('.eddy')) await writeFile(join(dir, name), 'gone')
    await expect(open(dir)).rejects.toThrow(code('ERR_CHECKPOINT'))
  })

  it('of a learner that was made otherwise is refused, and so is one of a later version', async () => {
    const { dir, newest } = await twoGenerations()
    const other = (): Learner => createLearner({ task: 'regression', layers: [dense(7)], seed: 1 })
    await expect(open(dir, { create: other })).rejects.toThrow(code('ERR_STATE'))
    const bytes = await readFile(newest)
    bytes[8] = 2
    expect(() => decodeCheckpoint(bytes, { checked: false })).toThrow(code('ERR_CHECKPOINT_VERSION'))
  })
})

describe('a disk', () => {
  it.each([
    ['ENOSPC', 'write', 'ERR_DISK_FULL'],
    ['EDQUOT', 'open', 'ERR_DISK_FULL'],
    ['EIO', 'write', 'ERR_WRITE'],
    ['EIO', 'rename', 'ERR_WRITE'],
  ] as const)('with %s in %s: said, and training goes on with the last good one', async (errnoCode, where, wanted) => {
    const { dir } = await twoGenerations()
    let broken = true
    const files = faultyFiles((operation, path) => {
      if (broken && operation === where && path.includes('checkpoint-')) throw errno(errnoCode)
    })
    const events: CheckpointEvent[] = []
    const learner = await open(dir, { files, onCheckpoint: (event) => events.push(event) })
    feed(learner, 200, 260)
    await expect(learner.checkpoint()).rejects.toThrow(code(wanted))
    expect(events).toEqual([{ type: 'failed', error: code(wanted) }])
    expect((await readdir(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    const reader = await open(await copied(dir))
    expect(reader.samples).toBe(200)
    await reader.close()
    feed(learner, 260, 300)
    broken = false
    await learner.close()
    const later = await open(dir)
    expect(later.samples).toBe(300)
    await later.close()
  })

  it.each(['sync', 'syncFolder'] as const)(
    'whose %s fails ends the training: what is on disk is unknown',
    async (where) => {
      const { dir } = await twoGenerations()
      let broken = false
      const files = faultyFiles((operation) => {
        if (broken && operation === where) throw errno('EIO')
      })
      const learner = await open(dir, { files })
      feed(learner, 200, 250)
      broken = true
      await expect(learner.checkpoint()).rejects.toThrow(code('ERR_FSYNC'))
      expect(() => feed(learner, 250, 251)).toThrow(code('ERR_FSYNC'))
      broken = false
      // Never tried again: a second sync may say that all is well when it isn't.
      await expect(learner.checkpoint()).rejects.toThrow(code('ERR_FSYNC'))
      await expect(learner.close()).rejects.toThrow(code('ERR_FSYNC'))
      const later = await open(dir)
      expect([200, 250]).toContain(later.samples)
      await later.close()
    },
  )
})

/** The checkpoints of a folder, without its owner. */
async function copied(dir: string): Promise<string> {
  const to = await folder()
  for (const name of await readdir(dir)) {
    if (name.endsWith('.eddy')) await writeFile(join(to, name), await readFile(join(dir, name)))
  }
  return to
}

describe('writing', () => {
  it('never holds up the stream: one at a time, and the latest wins', async () => {
    const dir = await folder()
    let [writes, free] = [0, (): void => undefined]
    const slow = new Promise<void>((resolve) => {
      free = resolve
    })
    const files = faultyFiles(async (operation, path) => {
      if (operation !== 'write' || !path.includes('checkpoint-')) return
      writes += 1
      await slow
    })
    const learner = await open(dir, { files, everySamples: 10 })
    for (let i = 0; i < 50; i++) {
      feed(learner, 10 * i, 10 * i + 10)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await expect.poll(() => writes).toBe(1)
    expect(learner.samples).toBe(500)
    free()
    await expect.poll(() => writes).toBe(2)
    const later = await open(dir, { takeOver: true })
    expect(later.samples).toBe(500)
    await later.close()
  })

  it('comes by time too, while samples come', async () => {
    let nowMs = 0
    const events: CheckpointEvent[] = []
    const learner = await open(await folder(), { everyMs: 5000, clock: () => nowMs })
    learner.checkpoint$.subscribe((event) => events.push(event))
    feed(learner, 0, 5)
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(events).toEqual([])
    nowMs = 5000
    await expect.poll(() => events.length).toBe(1)
    nowMs = 20_000
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(events).toHaveLength(1)
    await learner.close()
  })

  it('ends with close, which may be called again', async () => {
    const dir = await folder()
    const learner = await open(dir)
    feed(learner, 0, 10)
    await Promise.all([learner.close(), learner.close()])
    expect(() => feed(learner, 10, 11)).toThrow(code('ERR_CLOSED'))
    const next = await open(dir)
    await learner.close()
    expect(next.samples).toBe(10)
    await next.close()
  })

  it('keeps three', async () => {
    const dir = await folder()
    const learner = await open(dir)
    for (let i = 0; i < 6; i++) {
      feed(learner, 10 * i, 10 * i + 10)
      await learner.checkpoint()
    }
    const names = (await readdir(dir)).filter((name) => name.startsWith('checkpoint-')).sort()
    expect(names).toEqual([4, 5, 6].map((generation) => `checkpoint-00000000000${generation}-1.eddy`))
    await learner.close()
  })
})
