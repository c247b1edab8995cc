import { once } from 'node:events'
import { firstValueFrom } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type LinkState, subscribeToModel } from '../../../src/client.js'
import { createModel, dense, type Model } from '../../../src/index.js'
import { type Broadcaster, type BroadcasterOptions, createBroadcaster, publishTo } from '../../../src/node.js'
import type { AccessRequest } from '../../../src/broadcast/server/admission/access.js'
import { decodeFrame, encodeFrame, type Frame, FrameType } from '../../../src/snapshots/frame.js'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function broadcaster(options: BroadcasterOptions = {}): Promise<Broadcaster> {
  const server = await createBroadcaster({ page: () => false, ...options })
  closing.push(() => server.close())
  return server
}

const model = (): Model => createModel({ input: 1, layers: [dense(1)] })
const address = ({ port }: Broadcaster): string => `ws://localhost:${port}`
const failure = (server: Broadcaster, token?: string): Promise<unknown> =>
  firstValueFrom(subscribeToModel(address(server), token === undefined ? {} : { token })).catch((error) => error)

/** Says HELLO and keeps what comes. */
async function dial(server: Broadcaster, meta: Frame['meta']): Promise<{ socket: WebSocket; frames: Frame[] }> {
  const socket = new WebSocket(address(server), 'eddy.v1')
  closing.push(() => socket.terminate())
  const frames: Frame[] = []
  socket.on('message', (bytes: Buffer) => frames.push(decodeFrame(bytes)))
  await once(socket, 'open')
  socket.send(encodeFrame({ type: FrameType.HELLO, meta }))
  return { socket, frames }
}

const acknowledge = (socket: WebSocket, { epoch, version, stateHash, meta }: Frame): void =>
  socket.send(encodeFrame({ type: FrameType.ACK, epoch, version, stateHash, meta: { model: meta['model'] } }))

const modelsIn = (frames: readonly Frame[]): unknown[] =>
  frames.filter(({ type }) => type === FrameType.FULL).map(({ meta }) => meta['model'])

describe('WELCOME', () => {
  it('lists as many names as there is room for, in any script; the others can be asked for', async () => {
    const server = await broadcaster()
    const name = (i: number): string => `${'模'.repeat(80)}${i}`
    for (let i = 0; i < 100; i++) server.publish(name(i), model(), { everyMs: 3_600_000 })
    const { frames } = await dial(server, { want: { [name(99)]: null } })
    await expect.poll(() => modelsIn(frames)).toEqual([name(99)])
    const listed = frames[0]?.meta['models'] as readonly string[]
    expect(listed.length).toBeGreaterThan(40)
    expect(listed.length).toBeLessThan(100)
  })
})

describe('who names no model', () => {
  it('gets the first, and nothing of the others; all are listed', async () => {
    const server = await broadcaster()
    const publications = ['a', 'b'].map((name) => server.publish(name, model(), { everyMs: 60_000 }))
    const { socket, frames } = await dial(server, { want: 'all', first: true })
    await expect.poll(() => modelsIn(frames)).toEqual(['a'])
    expect(frames[0]?.meta['models']).toEqual(['a', 'b'])
    for (const frame of frames) if (frame.type === FrameType.FULL) acknowledge(socket, frame)
    for (const { publishNow } of publications) publishNow()
    await expect.poll(() => frames.some(({ type }) => type === FrameType.DELTA)).toBe(true)
    expect(frames.filter(({ meta }) => meta['model'] === 'b')).toEqual([])
  })

  it('gets the first that is published where there is none yet, and the first it may see', async () => {
    const server = await broadcaster({ authorize: ({ name }) => name !== 'hidden' })
    const states: LinkState[] = []
    const first = firstValueFrom(subscribeToModel(address(server), { onState: (state) => states.push(state) }))
    await expect.poll(() => states.at(-1)?.welcomed).toBe(true)
    server.publish('hidden', model())
    server.publish('seen', model())
    server.publish('later', model())
    expect((await first).name).toBe('seen')
    expect((await firstValueFrom(subscribeToModel(address(server)))).name).toBe('seen')
  })

  it('and wants all, as clients did once, gets all', async () => {
    const server = await broadcaster()
    for (const name of ['a', 'b']) server.publish(name, model())
    const { frames } = await dial(server, { want: 'all' })
    await expect.poll(() => modelsIn(frames)).toEqual(['a', 'b'])
  })
})

describe('who may have no model', () => {
  it('is told so, though it names none: 4401 without a token, 4403 with one', async () => {
    const server = await broadcaster({ authorize: ({ token }) => token === 'sesame' })
    for (const published of [false, true]) {
      if (published) server.publish('m', model())
      expect(await failure(server)).toMatchObject({ code: 'ERR_UNAUTHORIZED' })
      expect(await failure(server, 'no')).toMatchObject({
        code: 'ERR_FORBIDDEN',
        message: 'subscribeToModel: no right to subscribe to any model',
      })
    }
    expect(await failure(server, 'sesame')).toMatchObject({ name: 'm' })
  })

  it('is asked about by an empty name only while there is none', async () => {
    const asked: AccessRequest[] = []
    const server = await broadcaster({ authorize: (request) => asked.push(request) > 0 })
    await dial(server, { want: 'all', first: true })
    await expect.poll(() => asked.map(({ right, name }) => [right, name])).toEqual([['subscribe', '']])
    server.publish('m', model())
    await dial(server, { want: 'all', first: true })
    await expect.poll(() => asked.map(({ name }) => name)).toEqual(['', 'm', 'm'])
  })

  it('of some models is not told their names', async () => {
    const server = await broadcaster({ authorize: ({ name }) => name === 'open' })
    for (const name of ['secret', 'open']) server.publish(name, model())
    for (const want of ['all', { open: null }, {}]) {
      const { frames } = await dial(server, { want })
      await expect.poll(() => frames[0]?.meta['models']).toEqual(['open'])
    }
  })
})

describe('acknowledgements', () => {
  it('of what the server sent are no flood; others are', async () => {
    const server = await broadcaster({ limits: { framesPerSecond: 5 }, clock: () => 0 })
    const { publishNow } = server.publish('m', model(), { everyMs: 60_000 })
    const { socket, frames } = await dial(server, { want: { m: null } })
    const sent = (): Frame[] => frames.filter(({ type }) => type === FrameType.FULL || type === FrameType.DELTA)
    for (let version = 1; version <= 20; version++) {
      await expect.poll(() => sent().at(-1)?.version, { interval: 2 }).toBe(version)
      for (const frame of sent().slice(-1)) acknowledge(socket, frame)
      await expect.poll(() => server.metrics.acksTotal, { interval: 2 }).toBe(version)
      publishNow()
    }
    expect(socket.readyState).toBe(WebSocket.OPEN)
    const over = once(socket, 'close')
    for (let i = 0; i < 9; i++) for (const frame of sent().slice(0, 1)) acknowledge(socket, frame)
    expect((await over)[0]).toBe(4529)
  })

  it('nor are the parts of a model that is published', async () => {
    const server = await broadcaster({ authorize: () => true, limits: { framesPerSecond: 40 } })
    // 50 chunks at once.
    const big = createModel({ input: 1000, layers: [dense(1638)] })
    const publication = publishTo(address(server), 'big', big)
    closing.push(() => publication.stop())
    await expect.poll(() => publication.acknowledged).toBe(1)
    expect([...server.metrics.closedTotal]).toEqual([])
  })
})
