import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { from, lastValueFrom } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { encodeBody, textColumn } from '../../src/snapshots/column.js'
import { columnList } from '../../src/snapshots/columnList.js'
import { decodeFrame, encodeFrame, type Frame, FrameType } from '../../src/snapshots/frame.js'
import { pushSamples } from '../../src/client.js'
import { createLearner, dense, learn, type Learner, type Rejection, type Sample } from '../../src/index.js'
import { type Broadcaster, type BroadcasterOptions, createBroadcaster, openLearner } from '../../src/node.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
async function broadcaster(options: BroadcasterOptions = {}): Promise<Broadcaster> {
  const made = await createBroadcaster({ page: () => false, ...options })
  closing.push(() => made.close())
  return made
}
const url = (server: Broadcaster): string => `ws://localhost:${server.port}`

/** A client of its own making, which sends samples as they are. */
async function stranger(server: Broadcaster): Promise<(seq: number, rest: unknown) => Promise<Frame>> {
  const socket = new WebSocket(url(server), 'eddy.v1')
  closing.push(() => socket.terminate())
  await once(socket, 'open')
  const answered = async (): Promise<Frame> => decodeFrame((await once(socket, 'message'))[0] as Buffer)
  socket.send(encodeFrame({ type: FrameType.HELLO, meta: { want: {} } }))
  await answered()
  return (seq, rest) => {
    const columns = [textColumn('rest', JSON.stringify(rest))]
    const n = Array.isArray(rest) ? rest.length : 1
    const meta = { stream: 's', producer: 'p', seq, n, columns: columnList(columns) }
    socket.send(encodeFrame({ type: FrameType.SAMPLES, meta, body: encodeBody(columns) }))
    return answered()
  }
}

describe('pushed samples that are large', () => {
  it('go in frames as large as the server takes', async () => {
    const server = await broadcaster()
    const got: Sample[] = []
    server.samples('s').subscribe((sample) => got.push(sample))
    const sent = Array.from({ length: 300 }, (_, i) => ({ x: new Float32Array(784).fill(i / 300), y: i % 10 }))
    expect(await lastValueFrom(from(sent).pipe(pushSamples(url(server), { stream: 's' })))).toEqual({
      acknowledged: 300,
      waiting: 0,
    })
    expect(got).toEqual(sent)
    expect(server.metrics.connectionsTotal).toBe(1)
  })

  it.each([4096, 262_144])('beyond %i bytes a frame, the server says, are set aside', async (frameBytes) => {
    const server = await broadcaster({ limits: { frameBytes } })
    const got: Sample[] = []
    server.samples('s').subscribe((sample) => got.push(sample))
    const rejected: Rejection[] = []
    const [small, big] = [{ x: [1] }, { x: new Float32Array(frameBytes / 4) }]
    const options = { stream: 's', onRejected: (rejection: Rejection) => rejected.push(rejection) }
    await lastValueFrom(from([small, big, small, big]).pipe(pushSamples(url(server), options)))
    expect(got.length).toBe(2)
    expect(rejected.map(({ code }) => code)).toEqual(['ERR_SAMPLE_TOO_BIG', 'ERR_SAMPLE_TOO_BIG'])
    expect(server.metrics.connectionsTotal).toBe(1)
  })
})

describe('what is no sample', () => {
  it('is set aside where it is pushed, and the others go on', async () => {
    const server = await broadcaster()
    const got: unknown[] = []
    server.samples('s').subscribe(({ y }) => got.push(y))
    const rejected: Rejection[] = []
    const bad: unknown[] = [null, undefined, { x: 5 }, { x: [1], y: 1n }, {}, { x: 'abc' }]
    const sent = [...bad, { x: [1], y: 1 }, ...bad, { x: [1], y: 2 }] as Sample[]
    const options = { stream: 's', onRejected: (rejection: Rejection) => rejected.push(rejection) }
    const progress = await lastValueFrom(from(sent).pipe(pushSamples(url(server), options)))
    expect(progress).toEqual({ acknowledged: 2, waiting: 0 })
    expect(got).toEqual([1, 2])
    expect(rejected.map(({ sample }) => sample)).toEqual([...bad, ...bad])
  })

  it('is set aside by the server, counts as taken, and is told', async () => {
    const server = await broadcaster()
    const got: unknown[] = []
    const rejected: Rejection[] = []
    const stream = server.samples('s')
    stream.subscribe(({ y }) => got.push(y))
    stream.rejected$.subscribe((rejection) => rejected.push(rejection))
    const send = await stranger(server)
    const frame = [{ x: [1], y: 1 }, { x: 5 }, null, {}, { x: { a: [1] } }, { x: { a: 1 }, y: 2 }]
    expect((await send(1, frame)).meta).toMatchObject({ upTo: 6 })
    // What comes again is told once.
    expect((await send(1, frame)).meta).toMatchObject({ upTo: 6 })
    expect((await send(7, [7])).meta).toMatchObject({ upTo: 7 })
    expect(got).toEqual([1, 2])
    expect(rejected.map(({ code }) => code)).toEqual([
      'ERR_INPUT_TYPE',
      'ERR_SAMPLE',
      'ERR_INPUT_TYPE',
      'ERR_INPUT_TYPE',
      'ERR_SAMPLE',
    ])
    expect([server.metrics.samplesTotal, server.metrics.samplesRejectedTotal]).toEqual([2, 5])
    expect(server.metrics.text()).toContain('eddy_samples_rejected_total 5')
    const { meta, type } = await send(8, 'no list')
    expect([type, meta['code']]).toEqual([FrameType.BYE, 4400])
  })

  it('keeps its number in the log of a durable stream', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'eddy-bad-'))
    closing.push(() => rm(dir, { recursive: true }))
    const create = (): Learner => createLearner({ task: 'regression', layers: [dense(2)], seed: 1 })
    const run = async (): Promise<readonly [Broadcaster, unknown[], () => Promise<unknown>]> => {
      const learner = await openLearner(dir, { create, everySamples: 1e9, everyMs: 1e9 })
      const server = await broadcaster()
      const learned: unknown[] = []
      const stream = server.samples('s', { durable: learner })
      stream.pipe(learn(learner)).subscribe(({ sample }) => learned.push(sample.id))
      await expect.poll(() => stream.ready).toBe(true)
      return [server, learned, () => learner.close()]
    }
    const [first, learned, close] = await run()
    const send = await stranger(first)
    await send(1, [{ x: [1, 2], y: 1, id: 'a' }, null, { x: [3, 4], y: 1, id: 'c' }, { x: 5 }])
    expect(learned).toEqual(['a', 'c'])
    await first.close()
    await close()
    const [second, again, closeAgain] = await run()
    closing.push(closeAgain)
    const resend = await stranger(second)
    const frame = [null, { x: [3, 4], y: 1, id: 'c' }, { x: 5 }, { x: [5, 6], y: 1, id: 'e' }]
    expect((await resend(2, frame)).meta).toMatchObject({ upTo: 5, durable: true })
    expect(again.at(-1)).toBe('e')
    expect(again.filter((id) => id === 'c').length).toBeLessThanOrEqual(1)
  })
})
