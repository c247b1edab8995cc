import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { interval, lastValueFrom, map, Subject, takeUntil, tap } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { pushSamples } from '../../src/client.js'
import { createLearner, createRandom, dense, type Sample } from '../../src/index.js'

/** More by EDDY_KILLS. */
const KILLS = Number(process.env['EDDY_KILLS'] ?? 10)
const PRODUCERS = 8
const script = fileURLToPath(new URL('./killedTrainer.mjs', import.meta.url))

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Trainer {
  readonly child: ChildProcess
  readonly port: number
  readonly ask: () => Promise<{ readonly order: readonly string[]; readonly parameters: readonly number[] }>
}

async function start(folder: string, port: number): Promise<Trainer | undefined> {
  const child = spawn(process.execPath, [script, folder, String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  closing.push(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => (await lines.next()).value as string
  const said = JSON.parse(await line()) as { readonly port: number }
  return {
    child,
    port: said.port,
    ask: async () => {
      child.stdin?.write('?')
      return JSON.parse(await line())
    },
  }
}

const sampleOf = (producer: number, i: number): Sample => ({
  x: [Math.fround(Math.sin(i)), Math.fround(Math.cos(producer * i))],
  y: (i % 7) - producer,
  id: `${producer}/${i}`,
})

describe('a trainer of pushed samples', () => {
  it('killed again and again, learns each sample of 8 producers once', { timeout: 600_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'eddy-killed-'))
    closing.push(() => rm(folder, { recursive: true }))
    const { next: dice } = createRandom(Number(process.env['EDDY_SEED'] ?? 1))
    let trainer = await start(folder, 0)
    const port = trainer?.port ?? 0
    let acknowledged = 0
    const enough$ = new Subject<void>()
    const sent: string[] = []
    const pushing = Promise.all(
      Array.from({ length: PRODUCERS }, (_, producer) =>
        lastValueFrom(
          interval(10).pipe(
            takeUntil(enough$),
            map((i) => sampleOf(producer, i)),
            tap(({ id }) => sent.push(id ?? '')),
            pushSamples(`ws://localhost:${port}`, { stream: 'readings', producer: `p${producer}`, random: () => 0.05 }),
            map((progress) => {
              acknowledged += 1
              return progress
            }),
          ),
        ),
      ),
    )
    for (let kill = 0; kill < KILLS; kill++) {
      const before = acknowledged
      await expect.poll(() => acknowledged, { timeout: 60_000 }).toBeGreaterThan(before)
      await new Promise((resolve) => setTimeout(resolve, dice() * 400))
      trainer?.child.kill('SIGKILL')
      if (trainer) await once(trainer.child, 'close')
      trainer = await start(folder, port)
    }
    enough$.next()
    const ends = await pushing
    expect(ends.map(({ waiting }) => waiting)).toEqual(ends.map(() => 0))
    expect(ends.reduce((sum, end) => sum + end.acknowledged, 0)).toBe(sent.length)
    const { order, parameters } = (await trainer?.ask()) ?? { order: [], parameters: [] }
    expect([...order].sort()).toEqual([...sent].sort())
    // In that order, without a kill: the same bits.
    const undisturbed = createLearner({ task: 'regression', layers: [dense(4)], seed: 1 })
    for (const id of order) {
      const [producer, i] = id.split('/').map(Number)
      undisturbed.learn(sampleOf(producer ?? 0, i ?? 0))
    }
    expect([...(undisturbed.model?.parameters ?? [])]).toEqual(parameters)
  })
})
