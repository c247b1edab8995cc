import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { from, lastValueFrom, Subject, tap, toArray } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { pushSamples } from '../../src/client.js'
import { createLearner, dense, type Learned, learn, type Learner, type Sample } from '../../src/index.js'
import { type Broadcaster, createBroadcaster, type DurableLearner, openLearner } from '../../src/node.js'
import type { OpenLearnerOptions } from '../../src/snapshots/checkpoints/openLearner.js'
import { errno, faultyFiles } from '../snapshots/faultyFiles.js'

const create = (): Learner => createLearner({ task: 'regression', layers: [dense(4)], seed: 1 })
const sampleOf = (producer: number, i: number): Sample => ({
  x: [Math.sin(i), Math.cos(producer * i)],
  y: Math.sin(i) * producer,
  id: `${producer}/${i}`,
})
const samples = (producer: number, count: number): Sample[] =>
  Array.from({ length: count }, (_, i) => sampleOf(producer, i + 1))

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'eddy-durable-'))
  closing.push(() => rm(path, { recursive: true }))
  return path
}

interface Trainer {
  readonly learner: DurableLearner
  readonly server: Broadcaster
  readonly learned: string[]
  readonly errors: unknown[]
}

/** A server that learns what is pushed. Stopping it the hard way is to leave it: what it wrote is what is there. */
async function trainer(
  dir: string,
  options: Partial<OpenLearnerOptions> & { readonly port?: number } = {},
): Promise<Trainer> {
  const learner = await openLearner(dir, { create, everySamples: 1e9, everyMs: 1e9, ...options })
  const server = await createBroadcaster({ port: options.port ?? 0, page: () => false })
  const [learned, errors]: [string[], unknown[]] = [[], []]
  closing.push(() => server.close())
  server
    .samples('readings', { durable: learner, credits: 100 })
    .pipe(learn(learner))
    .subscribe({
      next: ({ sample }: Learned) => learned.push(sample.id ?? ''),
      error: (error: unknown) => errors.push(error),
    })
  return { learner, server, learned, errors }
}

const push = (server: Broadcaster, sent: readonly Sample[], producer: string) =>
  lastValueFrom(
    from(sent).pipe(
      pushSamples(`ws://localhost:${server.port}`, { stream: 'readings', producer, batch: 20, window: 100 }),
      toArray(),
    ),
  )

const ids = (sent: readonly Sample[]): readonly string[] => sent.map(({ id }) => id ?? '')
const bits = ({ model }: Learner): string =>
  JSON.stringify(model?.state, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value,
  )

describe('samples pushed to a kept learner', () => {
  it('what was acknowledged is learned after a crash, once, in the same order, to the same bits', async () => {
    const dir = await folder()
    const sent = samples(1, 500)
    const first = await trainer(dir)
    await push(first.server, sent.slice(0, 200), 'p')
    await first.learner.checkpoint()
    await push(first.server, sent.slice(0, 350), 'p')
    expect(first.learned).toEqual(ids(sent.slice(0, 350)))
    await first.server.close()
    // Nothing is closed: the checkpoint holds 200, the log the rest.
    const second = await trainer(dir, { takeOver: true })
    await expect.poll(() => second.learned.length).toBe(150)
    expect(second.learned).toEqual(ids(sent.slice(200, 350)))
    expect(second.learner.samples).toBe(350)
    expect(bits(second.learner)).toBe(bits(first.learner))
    // All of it again, and what is new: each counts once.
    await push(second.server, sent, 'p')
    expect(second.learned).toEqual(ids(sent.slice(200)))
    await second.learner.close()
    const undisturbed = create()
    for (const sample of sent) undisturbed.learn(sample)
    expect(bits(second.learner)).toBe(bits(undisturbed))
  })

  it('counts once across restarts, whether the log or the checkpoint knows of it', async () => {
    const dir = await folder()
    const producers = [1, 2, 3].map((producer) => ({ name: `p${producer}`, sent: samples(producer, 120) }))
    const total: string[] = []
    for (let run = 1; run <= 3; run++) {
      const { server, learner, learned } = await trainer(dir)
      await Promise.all(producers.map(({ name, sent }) => push(server, sent.slice(0, run * 40), name)))
      total.push(...learned)
      if (run === 1) await learner.close()
      else {
        await server.close()
        await learner.close()
      }
    }
    expect([...total].sort()).toEqual(producers.flatMap(({ sent }) => ids(sent)).sort())
  })

  it('without remembering producers, they would count twice', async () => {
    const dir = await folder()
    const { server, learner } = await trainer(dir, { mechanisms: { dedup: false } })
    await push(server, samples(1, 40), 'p')
    await push(server, samples(1, 40), 'p')
    expect(learner.samples).toBe(80)
    await learner.close()
  })

  it('on a full disk takes no more, acknowledges nothing, and goes on once there is room', async () => {
    const dir = await folder()
    let full = false
    const files = faultyFiles((operation, path) => {
      if (full && operation === 'write' && path.includes('.eddylog')) throw errno('ENOSPC')
    })
    const { server, learner, learned, errors } = await trainer(dir, { files })
    const source = new Subject<Sample>()
    let acknowledged = 0
    const pushed$ = source.pipe(
      pushSamples(`ws://localhost:${server.port}`, { stream: 'readings', producer: 'p', batch: 10 }),
      tap((progress) => {
        acknowledged = progress.acknowledged
      }),
    )
    const done = lastValueFrom(pushed$)
    const sent = samples(1, 300)
    for (const sample of sent.slice(0, 50)) source.next(sample)
    await expect.poll(() => acknowledged).toBe(50)
    full = true
    for (const sample of sent.slice(50)) source.next(sample)
    source.complete()
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(acknowledged).toBe(50)
    // What was on its way when the disk was found to be full: its credits, no more.
    expect(learned.length).toBeLessThanOrEqual(150)
    full = false
    expect(await done).toEqual({ acknowledged: 300, waiting: 0 })
    expect(learned).toEqual(ids(sent))
    expect(errors).toEqual([])
    await learner.close()
  })

  it('a log that cannot be synced ends the stream', async () => {
    const dir = await folder()
    let broken = false
    const files = faultyFiles((operation, path) => {
      if (broken && operation === 'sync' && path.includes('samples-readings')) throw errno('EIO')
    })
    const { server, learner, errors } = await trainer(dir, { files })
    await push(server, samples(1, 20), 'p')
    broken = true
    const more = from(samples(1, 40)).pipe(
      pushSamples(`ws://localhost:${server.port}`, { stream: 'readings', producer: 'p' }),
    )
    const subscription = more.subscribe()
    await expect.poll(() => errors).toEqual([expect.objectContaining({ code: 'ERR_FSYNC' })])
    subscription.unsubscribe()
    await learner.close()
  })

  it('removes of the log what every kept checkpoint holds', async () => {
    const dir = await folder()
    const { server, learner } = await trainer(dir)
    for (let run = 1; run <= 6; run++) {
      await push(server, samples(1, 100 * run), 'p')
      await learner.checkpoint()
    }
    expect(learner.positionOf('samples/readings').rows).toBe(600)
    await learner.close()
    expect(await readdir(join(dir, 'samples-readings'))).toHaveLength(1)
  })
})
