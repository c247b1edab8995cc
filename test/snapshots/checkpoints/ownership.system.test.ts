import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { fenceOf } from '../../../src/broadcast/publishOptions.js'
import { createLearner, dense, type Learner } from '../../../src/index.js'
import type { DurableLearner } from '../../../src/snapshots/checkpoints/durableLearner.js'
import { type OpenLearnerOptions, openLearner } from '../../../src/snapshots/checkpoints/openLearner.js'
import { claim, ownersOf } from '../../../src/snapshots/checkpoints/ownership.js'
import { thisProcess } from '../../../src/snapshots/checkpoints/processIdentity.js'
import { faultyFiles } from '../faultyFiles.js'

const create = (): Learner => createLearner({ task: 'regression', layers: [dense(4)], seed: 1 })
const open = (dir: string, options: Partial<OpenLearnerOptions> = {}): Promise<DurableLearner> =>
  openLearner(dir, { create, ...options })

const folders: string[] = []
const children: ChildProcess[] = []
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'eddy-owner-'))
  folders.push(path)
  return path
}
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const path of folders.splice(0)) await rm(path, { recursive: true })
})

function feed(learner: Learner, from: number, to: number): void {
  for (let i = from; i < to; i++) learner.learn({ x: [i % 7, i % 5], y: i % 3 })
}

const code = (wanted: string) => expect.objectContaining({ code: wanted })
const entry = fileURLToPath(new URL('../../../dist/node.js', import.meta.url))
const main = fileURLToPath(new URL('../../../dist/index.js', import.meta.url))

/** A trainer in a process of its own: learns, and writes a checkpoint, each time it is told so. */
async function trainer(
  dir: string,
): Promise<{ readonly child: ChildProcess; readonly say: (text: string) => Promise<string> }> {
  const script = `
    import { openLearner } from ${JSON.stringify(entry)}
    import { createLearner, dense } from ${JSON.stringify(main)}
    const create = () => createLearner({ task: 'regression', layers: [dense(4)], seed: 1 })
    const learner = await openLearner(${JSON.stringify(dir)}, { create, everySamples: 1e9, everyMs: 1e9 })
    console.log('open ' + learner.fence)
    process.stdin.on('data', async () => {
      try {
        for (let i = 0; i < 10; i++) learner.learn({ x: [i % 7, i % 5], y: i % 3 })
        await learner.checkpoint()
        console.log('written ' + learner.samples)
      } catch (error) {
        console.log('refused ' + error.code)
      }
    })
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const heard = async (): Promise<string> =>
    String((await once(child.stdout as NodeJS.ReadableStream, 'data'))[0]).trim()
  expect(await heard()).toMatch(/^open \d+$/)
  return {
    child,
    say: async (text) => {
      const answer = heard()
      child.stdin?.write(text)
      return answer
    },
  }
}

describe('a folder has one owner', () => {
  it('a second trainer is refused, and told who has it', async () => {
    const dir = await folder()
    const { child, say } = await trainer(dir)
    await expect(open(dir)).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_LOCKED', message: expect.stringContaining(`process ${child.pid} on `) }),
    )
    expect(await say('learn')).toBe('written 10')
    child.kill('SIGKILL')
    await once(child, 'close')
    const learner = await open(dir)
    expect([learner.samples, learner.fence]).toEqual([10, 2])
    await expect(open(dir)).rejects.toThrow(code('ERR_LOCKED'))
    await learner.close()
    const next = await open(dir)
    expect(next.fence).toBe(3)
    await next.close()
    expect((await readdir(dir)).filter((name) => name.startsWith('owner-'))).toEqual(['owner-0000000003.json'])
  })

  it('of many that want it at once, one gets it; every fence is given once', async () => {
    const dir = await folder()
    const claims = await Promise.allSettled(Array.from({ length: 12 }, () => claim(dir, 0)))
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const forced = await Promise.all(Array.from({ length: 12 }, () => claim(dir, 0, { takeOver: true })))
    expect(new Set(forced.map(({ fence }) => fence)).size).toBe(12)
  })

  it.each([
    ['on this machine, whose number is another process now', { started: '1' }, 'free'],
    ['on this machine before it was started anew', { boot: 'another' }, 'free'],
    ['that is gone', { pid: 2 ** 22 + 12_345, started: '' }, 'free'],
    ['on another machine', { host: 'elsewhere.example' }, 'taken'],
  ] as const)('an owner %s: %s', async (_, change, wanted) => {
    const dir = await folder()
    await claim(dir, 0, { identity: { ...thisProcess(), ...change } })
    const result = open(dir).then(
      async (learner) => {
        await learner.close()
        return 'free'
      },
      (error: { readonly code: string }) => (error.code === 'ERR_LOCKED' ? 'taken' : error.code),
    )
    expect(await result).toBe(wanted)
    const forced = await open(dir, { takeOver: true })
    expect(forced.fence).toBeGreaterThan(1)
    await forced.close()
  })

  it('a file of an owner that nobody can read is of nobody alive', async () => {
    const dir = await folder()
    await writeFile(join(dir, 'owner-0000000009.json'), '{')
    const learner = await open(dir)
    expect(learner.fence).toBe(10)
    await learner.close()
  })
})

describe('a zombie', () => {
  it('stopped, replaced and continued, writes no checkpoint any more', async () => {
    const dir = await folder()
    const { child, say } = await trainer(dir)
    expect(await say('learn')).toBe('written 10')
    child.kill('SIGSTOP')
    const successor = await open(dir, { takeOver: true })
    expect(successor.samples).toBe(10)
    feed(successor, 0, 5)
    child.kill('SIGCONT')
    expect(await say('learn')).toBe('refused ERR_FENCED')
    expect(await say('learn')).toBe('refused ERR_FENCED')
    await successor.close()
    const later = await open(dir)
    expect(later.samples).toBe(15)
    await later.close()
  })

  it('stopped between its last look and the renaming: its checkpoint does not count', async () => {
    const dir = await folder()
    const first = await open(dir)
    feed(first, 0, 20)
    await first.close()
    let [stopped, go] = [false, (): void => undefined]
    const continued = new Promise<void>((resolve) => {
      go = resolve
    })
    const files = faultyFiles(async (operation, path) => {
      if (operation !== 'rename' || !path.includes('checkpoint-')) return
      stopped = true
      await continued
    })
    const zombie = await open(dir, { files })
    feed(zombie, 20, 99)
    const written = zombie.checkpoint()
    await expect.poll(() => stopped).toBe(true)
    const successor = await open(dir, { takeOver: true })
    expect(successor.samples).toBe(20)
    go()
    await written.catch(() => undefined)
    // Killed before it wrote anything itself.
    const later = await open(dir, { takeOver: true })
    expect(later.samples).toBe(20)
    feed(zombie, 99, 100)
    await expect(zombie.checkpoint()).rejects.toThrow(code('ERR_FENCED'))
    await later.close()
    expect((await ownersOf(dir)).map(({ fence }) => fence)).toEqual([4])
  })

  it('without the fence, would go on writing, and be believed', async () => {
    const dir = await folder()
    const mechanisms = { fence: false }
    const zombie = await open(dir, { mechanisms })
    feed(zombie, 0, 10)
    await zombie.checkpoint()
    const successor = await open(dir, { mechanisms, takeOver: true })
    expect(successor.samples).toBe(10)
    feed(zombie, 10, 30)
    await zombie.checkpoint()
    const later = await open(dir, { mechanisms, takeOver: true })
    expect(later.samples).toBe(30)
    await later.close()
  })

  it('is told apart on the wire: a kept learner is published under its fence', async () => {
    const dir = await folder()
    const learner = await open(dir)
    expect(fenceOf(learner, {})).toBe(1)
    expect(fenceOf(learner, { fence: 7 })).toBe(7)
    expect(fenceOf(create(), {})).toBe(0)
    await learner.close()
  })
})
