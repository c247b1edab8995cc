import { connect } from 'node:net'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { from, lastValueFrom, Subject, toArray } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { newProducer, type Producer, stepProducer } from '../../src/broadcast/machines/producer.js'
import { decodeFrame, encodeFrame, FrameType } from '../../src/snapshots/frame.js'
import { pushSamples } from '../../src/client.js'
import type { Sample } from '../../src/index.js'
import { type Broadcaster, type BroadcasterOptions, createBroadcaster } from '../../src/node.js'
import { decodeSamples, encodeSamples } from '../../src/broadcast/samplesCodec.js'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
async function broadcaster(options: BroadcasterOptions = {}): Promise<Broadcaster> {
  const made = await createBroadcaster({ page: () => false, ...options })
  closing.push(() => made.close())
  return made
}
const url = (port: number): string => `ws://localhost:${port}`
const samples = (count: number): Sample[] =>
  Array.from({ length: count }, (_, i) => ({ x: [i, i / 2], y: i % 3 === 0 ? 'a' : 'b', id: `s${i}` }))

/** Passes bytes on, and cuts the connection after every so many of them. */
async function cuttingProxy(port: number, everyBytes: number): Promise<number> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(port, 'localhost')
    let passed = 0
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        open.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => {
      passed += bytes.byteLength
      upstream.write(bytes)
      if (passed > everyBytes) client.destroy()
    })
    upstream.on('data', (bytes) => client.write(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  closing.push(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

describe('backpressure', () => {
  it('a stream that is paused takes nothing, and everything once it goes on, in order', async () => {
    const server = await broadcaster()
    const stream = server.samples('readings', { credits: 50 })
    const got: Sample[] = []
    const sent = samples(400)
    stream.subscribe((sample) => {
      got.push(sample)
      if (got.length === 120) stream.pause()
    })
    const done = lastValueFrom(from(sent).pipe(pushSamples(url(server.port), { stream: 'readings', batch: 30 })))
    await expect.poll(() => got.length).toBe(120)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(got.length).toBe(120)
    stream.resume()
    expect(await done).toEqual({ acknowledged: 400, waiting: 0 })
    expect(got.map(({ id }) => id)).toEqual(sent.map(({ id }) => id))
  })

  it('credits bound what is on the way, and must be a positive whole number', async () => {
    const server = await broadcaster()
    expect(() => server.samples('none', { credits: 0 })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    for (const [name, options] of [
      [''],
      [undefined],
      [5],
      ['s', { credits: 'x' }],
      ['s', { durable: 5 }],
      ['s', null],
    ]) {
      const wrong = (): unknown => server.samples(name as string, options as never)
      expect(wrong).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
    expect(server.samples('s').credits).toBe(1000)
    expect(() => server.samples('s', { credits: 0 })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    let state: Producer = { ...newProducer, phase: 'open' }
    const limits = { batch: 10, window: 1000 }
    const acknowledged = stepProducer(state, { type: 'acknowledged', upTo: 0, credits: 25, nowMs: 0 }, limits)
    state = { ...acknowledged.state, pushed: 100 }
    const { effects } = stepProducer(state, { type: 'tick', nowMs: 1 }, limits)
    expect(effects.map((effect) => effect.type === 'send' && effect.count)).toEqual([10, 10, 5])
  })

  it('a client that sends without credits is not read until the next sweep', async () => {
    const server = await broadcaster()
    server.samples('readings').pause()
    const socket = new WebSocket(url(server.port), 'eddy.v1')
    closing.push(() => socket.terminate())
    await once(socket, 'open')
    socket.send(encodeFrame({ type: FrameType.HELLO, meta: { want: {} } }))
    await once(socket, 'message')
    const answers: number[] = []
    socket.on('message', (bytes: Buffer) => answers.push(decodeFrame(bytes).type))
    const { meta, body } = encodeSamples(samples(10))
    const frame = encodeFrame({
      type: FrameType.SAMPLES,
      meta: { ...meta, stream: 'readings', producer: 'p', seq: 1 },
      body,
    })
    for (let i = 0; i < 150; i++) {
      socket.send(frame)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(answers.every((type) => type === FrameType.FLOW)).toBe(true)
    expect(answers.length).toBeLessThan(150)
  })
})

describe('pushSamples', () => {
  it('brings every sample to the trainer, in order, once', async () => {
    const server = await broadcaster()
    const got: Sample[] = []
    server.samples('readings').subscribe((sample) => got.push(sample))
    const sent = samples(2500)
    const progress = await lastValueFrom(
      from(sent).pipe(pushSamples(url(server.port), { stream: 'readings', batch: 64, window: 300 }), toArray()),
    )
    expect(got.length).toBe(2500)
    expect(got[7]).toEqual({ x: Float32Array.of(7, 3.5), y: 'b', id: 's7' })
    expect(got.map(({ id }) => id)).toEqual(sent.map(({ id }) => id))
    expect(progress.at(-1)).toEqual({ acknowledged: 2500, waiting: 0 })
  })

  it('loses none and doubles none over a link that is cut again and again', async () => {
    const server = await broadcaster()
    const got: Sample[] = []
    server.samples('readings').subscribe((sample) => got.push(sample))
    const proxy = await cuttingProxy(server.port, 9000)
    const sent = samples(2000)
    await lastValueFrom(
      from(sent).pipe(pushSamples(url(proxy), { stream: 'readings', batch: 40, window: 200, random: () => 0 })),
    )
    expect(server.metrics.connectionsTotal).toBeGreaterThan(5)
    expect(got.map(({ id }) => id)).toEqual(sent.map(({ id }) => id))
  })

  it('goes on where the server was started again and knows nothing of it', async () => {
    const first = await broadcaster()
    const { port } = first
    const got: unknown[] = []
    first.samples('s').subscribe(({ id }) => got.push(id))
    const source = new Subject<Sample>()
    const progress: number[] = []
    const pushed = source.pipe(pushSamples(url(port), { stream: 's', random: () => 0.1 }))
    pushed.subscribe({ next: ({ acknowledged }) => progress.push(acknowledged) })
    const sent = samples(30)
    for (const sample of sent.slice(0, 20)) source.next(sample)
    await expect.poll(() => progress.at(-1)).toBe(20)
    await first.close()
    const second = await broadcaster({ port })
    second.samples('s').subscribe(({ id }) => got.push(id))
    for (const sample of sent.slice(20)) source.next(sample)
    await expect.poll(() => progress.at(-1), { timeout: 10_000 }).toBe(30)
    source.complete()
    expect(got).toEqual(sent.map(({ id }) => id))
  })

  it('waits while nobody takes the samples, and fails when too many wait', async () => {
    const server = await broadcaster()
    const source = new Subject<Sample>()
    const got: unknown[] = []
    const done = lastValueFrom(source.pipe(pushSamples(url(server.port), { stream: 'late' })))
    source.next({ x: [1], y: 1 })
    source.complete()
    await new Promise((resolve) => setTimeout(resolve, 300))
    server.samples('late').subscribe((sample) => got.push(sample))
    expect(await done).toEqual({ acknowledged: 1, waiting: 0 })
    expect(got).toEqual([{ x: Float32Array.of(1), y: 1 }])
    await expect(
      lastValueFrom(from(samples(20)).pipe(pushSamples(url(server.port), { stream: 'none', capacity: 10 }))),
    ).rejects.toMatchObject({ code: 'ERR_OVERFLOW' })
  })

  it('is a right of its own', async () => {
    const server = await broadcaster({ authorize: ({ right }) => right === 'subscribe' })
    await expect(
      lastValueFrom(from(samples(1)).pipe(pushSamples(url(server.port), { stream: 's', token: 't' }))),
    ).rejects.toMatchObject({ code: 'ERR_FORBIDDEN' })
  })
})

describe('samples on the wire', () => {
  it.each<[string, readonly Sample[]]>([
    ['vectors', [{ x: Float32Array.of(1, 2), y: 3, at: 4, weight: 0.5 }, { x: Float32Array.of(3, 4) }]],
    ['records', [{ x: { a: 1, b: 'red', c: null, d: true }, y: 'yes' }]],
    ['vectors of several lengths', [{ x: [1] }, { x: [1, 2] }]],
  ])('%s come back as they were', (_, list) => {
    const { meta, body } = encodeSamples(list)
    expect(decodeSamples(meta, body)).toEqual(list)
  })

  it.each<[string, (sent: ReturnType<typeof encodeSamples>) => { meta: object; body: Uint8Array }]>([
    ['another count', ({ meta, body }) => ({ meta: { ...meta, n: 3 }, body })],
    ['a million samples', ({ meta, body }) => ({ meta: { ...meta, n: 1e6 }, body })],
    ['a body cut off', ({ meta, body }) => ({ meta, body: body.subarray(0, 8) })],
    ['no columns', ({ body }) => ({ meta: { n: 2 }, body })],
    ['JSON that is none', ({ meta, body }) => ({ meta, body: Uint8Array.from(body).fill(0x7b, 16) })],
  ])('with %s are refused', (_, change) => {
    const { meta, body } = change(encodeSamples([{ x: [1, 2] }, { x: [3, 4] }]))
    expect(() => decodeSamples(meta as never, body)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^ERR_(SAMPLES|COLUMN)$/) }),
    )
  })
})
