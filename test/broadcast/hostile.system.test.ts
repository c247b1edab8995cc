import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { subscribeToModel } from '../../src/client.js'
import { createModel, createRandom, dense } from '../../src/index.js'
import { type Broadcaster, type BroadcasterOptions, createBroadcaster } from '../../src/node.js'
import { crc32 } from '../../src/snapshots/crc32.js'
import { decodeFrame, encodeFrame, FrameType } from '../../src/snapshots/frame.js'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function broadcaster(options: BroadcasterOptions = {}): Promise<Broadcaster> {
  const server = await createBroadcaster({ page: () => false, ...options })
  closing.push(() => server.close())
  server.publish('m', createModel({ input: 1, layers: [dense(1)] }))
  return server
}

function dial({ port }: Broadcaster, options: ClientOptions = {}, protocol = 'eddy.v1'): WebSocket {
  const socket = new WebSocket(`ws://localhost:${port}`, protocol, options)
  socket.on('error', () => undefined)
  closing.push(() => socket.terminate())
  return socket
}

const closed = async (socket: WebSocket): Promise<number> => ((await once(socket, 'close')) as [number])[0]
const hello = encodeFrame({ type: FrameType.HELLO, meta: { want: {} } })

/** With its checksum made right again. */
function resealed(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(0, 44)
  bytes.writeUInt32LE(crc32(bytes), 44)
  return bytes
}

async function status(socket: WebSocket): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
  return response.statusCode
}

describe('before a connection is accepted', () => {
  it('another protocol is refused', async () => {
    expect(await status(dial(await broadcaster(), {}, 'eddy.v2'))).toBe(426)
  })

  it.each([
    ['http://evil.example', [], 403],
    ['null', [], 403],
    ['http://good.example', ['http://good.example'], 101],
    ['http://evil.example', ['http://good.example'], 403],
    ['http://evil.example', ['*'], 101],
  ] as const)('a page of %s where %j are allowed: %i', async (origin, origins, wanted) => {
    const socket = dial(await broadcaster({ origins }), { origin })
    const outcome = await Promise.race([status(socket), once(socket, 'open').then(() => 101)])
    expect(outcome).toBe(wanted)
  })

  it('a page of the same host is let in', async () => {
    const server = await broadcaster()
    await once(dial(server, { origin: `http://localhost:${server.port}` }), 'open')
  })

  it('more connections than allowed are refused', async () => {
    const server = await broadcaster({ limits: { connections: 1 } })
    await once(dial(server), 'open')
    expect(await status(dial(server))).toBe(503)
  })
})

describe('before HELLO', () => {
  it('a silent connection is closed in time', async () => {
    const socket = dial(await broadcaster({ limits: { helloMs: 100 } }))
    expect(await closed(socket)).toBe(4401)
  })

  it.each([
    ['text', 'hello', 4400],
    ['noise', Buffer.alloc(200, 7), 4522],
    ['something short', Buffer.alloc(20, 7), 4522],
    ['much', Buffer.alloc(5000, 7), 4413],
    ['another frame', encodeFrame({ type: FrameType.ACK }), 4400],
    ['what only looks like a frame', resealed(Buffer.alloc(200, 7)), 4400],
    ['another protocol version', resealed(Buffer.from(hello).fill(9, 4, 5)), 4426],
    ['a HELLO damaged on its way', Buffer.from(hello).fill(9, 4, 5), 4522],
  ])('%s closes it', async (_, bytes, code) => {
    const socket = dial(await broadcaster())
    await once(socket, 'open')
    socket.send(bytes)
    expect(await closed(socket)).toBe(code)
  })
})

describe('after HELLO', () => {
  it('a refusal of a name as long as metadata may be still says why', async () => {
    const socket = await greeted(await broadcaster({ authorize: ({ right }) => right !== 'push' }))
    const bye = once(socket, 'message') as Promise<[Buffer]>
    const meta = { stream: 'n'.repeat(16_300), producer: 'p', seq: 1, n: 0, columns: [] }
    socket.send(encodeFrame({ type: FrameType.SAMPLES, meta }))
    expect(decodeFrame((await bye)[0]).meta).toMatchObject({
      code: 4401,
      why: expect.stringMatching(/^no right to push/),
    })
  })

  async function greeted(server: Broadcaster): Promise<WebSocket> {
    const socket = dial(server)
    await once(socket, 'open')
    socket.send(hello)
    await once(socket, 'message')
    return socket
  }

  it('a flood of frames, or of pings, is closed', async () => {
    const server = await broadcaster()
    const frames = await greeted(server)
    const over = closed(frames)
    for (let i = 0; i < 500; i++) frames.send(encodeFrame({ type: FrameType.PING }))
    expect(await over).toBe(4529)
    const pings = await greeted(server)
    const gone = closed(pings)
    for (let i = 0; i < 500; i++) pings.ping()
    // ws has a limit of its own for what comes in one piece; whichever is met first.
    expect([1006, 4529]).toContain(await gone)
    await expect.poll(() => server.metrics.connections).toBe(0)
  })

  it('says why before it closes', async () => {
    const socket = await greeted(await broadcaster())
    const bye = once(socket, 'message') as Promise<[Buffer]>
    socket.send(hello)
    expect(decodeFrame((await bye)[0]).meta).toMatchObject({
      code: 4400,
      why: 'HELLO was said already',
      reconnect: false,
    })
  })

  it('random frames never stop the server: others are served as before', async () => {
    const server = await broadcaster({ limits: { framesPerSecond: 1e9 } })
    const { next } = createRandom(3)
    for (let round = 0; round < 40; round++) {
      const socket = await greeted(server)
      for (let i = 0; i < 25; i++) {
        const type = Math.floor(next() * 30)
        const noise = Uint8Array.from({ length: Math.floor(next() * 60) }, () => next() * 256)
        const meta = {
          model: next() < 0.5 ? 'm' : 7,
          want: null,
          stream: 'x',
          producer: 'p',
          seq: next() < 0.5 ? 1 : -1,
          n: 1,
        }
        const frame = encodeFrame({ type, meta, body: noise })
        const at = Math.floor(next() * frame.byteLength)
        if (next() < 0.3) frame[at] = (frame[at] ?? 0) ^ 255
        if (socket.readyState === WebSocket.OPEN) socket.send(frame)
      }
      socket.terminate()
    }
    const version = await new Promise((resolve) => {
      const subscription = subscribeToModel(`ws://localhost:${server.port}`, { model: 'm' }).subscribe((model) => {
        resolve(model.version)
        queueMicrotask(() => subscription.unsubscribe())
      })
    })
    expect(version).toBe(1)
  })
})

describe('health', () => {
  it('/healthz and /metrics tell, other paths are not found, no token is in any of them', async () => {
    const server = await broadcaster({ authorize: ({ token }) => token === 'secret-token' })
    const get = async (path: string) => {
      const response = await fetch(`http://localhost:${server.port}${path}`)
      return { status: response.status, text: await response.text() }
    }
    const subscription = subscribeToModel(`ws://localhost:${server.port}`, { token: 'secret-token' }).subscribe()
    await expect.poll(() => server.metrics.connections).toBe(1)
    expect(await get('/healthz')).toEqual({ status: 200, text: 'ok\n' })
    const metrics = await get('/metrics')
    expect(metrics.text).toContain('eddy_connections 1\n')
    expect(metrics.text).toContain('# TYPE eddy_sent_bytes_total counter')
    expect(metrics.text).not.toContain('secret')
    expect((await get('/../package.json')).status).toBe(404)
    subscription.unsubscribe()
    await expect.poll(() => server.metrics.connections).toBe(0)
  })
})
