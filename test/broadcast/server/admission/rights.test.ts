import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { Subject } from 'rxjs'
import { WebSocket } from 'ws'
import { createModel, dense } from '../../../../src/index.js'
import { type AccessRequest, type Broadcaster, createBroadcaster, type Right } from '../../../../src/node.js'
import { decodeFrame, encodeFrame, FrameType } from '../../../../src/snapshots/frame.js'
import { encodeSamples } from '../../../../src/broadcast/samplesCodec.js'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** Who holds which token may do what. */
const tokens: Readonly<Record<string, readonly Right[]>> = {
  'token-of-a-reader': ['subscribe'],
  'token-of-a-sensor': ['push'],
  'token-of-a-trainer': ['publish'],
  'token-of-the-owner': ['subscribe', 'publish', 'push'],
}
const allowed = ({ token, right }: Pick<AccessRequest, 'token' | 'right'>): boolean =>
  token !== undefined && (tokens[token] ?? []).includes(right)

const origins = [undefined, 'http://good.example', 'http://evil.example', 'null'] as const
const held = [undefined, 'wrong', ...Object.keys(tokens)] as const
const rights: readonly Right[] = ['subscribe', 'publish', 'push']
const cells = origins.flatMap((origin) => held.flatMap((token) => rights.map((right) => ({ origin, token, right }))))

async function start(): Promise<Broadcaster> {
  const server = await createBroadcaster({ authorize: allowed, origins: ['http://good.example'] })
  closing.push(() => server.close())
  server.publish('m', createModel({ input: 1, layers: [dense(1)] }))
  const taken = new Subject<void>()
  server.samples('s').subscribe(() => taken.next())
  return server
}

const greetings: Readonly<Record<Right, object>> = {
  subscribe: { want: { m: null } },
  publish: { want: {}, publish: { remote: { epoch: '0000000000000001', fence: 0 } } },
  push: { want: {} },
}

/** What became of it: the HTTP status of a refusal, the close code, or 'yes' once the server did what was asked. */
async function attempt(server: Broadcaster, { origin, token, right }: (typeof cells)[number]): Promise<number | 'yes'> {
  const socket = new WebSocket(`ws://localhost:${server.port}`, 'eddy.v1', origin === undefined ? {} : { origin })
  socket.on('error', () => undefined)
  closing.push(() => socket.terminate())
  const opened = await Promise.race([
    once(socket, 'open').then(() => undefined),
    once(socket, 'unexpected-response').then(([, response]) => (response as { statusCode: number }).statusCode),
  ])
  if (opened !== undefined) return opened
  const over = once(socket, 'close').then(([code]) => code as number)
  const answers: Readonly<Record<Right, number>> = {
    subscribe: FrameType.FULL,
    publish: FrameType.WELCOME,
    push: FrameType.SAMPLE_ACK,
  }
  const answered = new Promise<'yes'>((resolve) => {
    socket.on('message', (bytes: Buffer) => {
      const { type } = decodeFrame(bytes)
      if (type === FrameType.WELCOME && right === 'push') {
        const { meta, body } = encodeSamples([{ x: [1] }])
        socket.send(
          encodeFrame({ type: FrameType.SAMPLES, meta: { ...meta, stream: 's', producer: 'p', seq: 1 }, body }),
        )
      }
      if (type === answers[right]) resolve('yes')
    })
  })
  socket.send(
    encodeFrame({ type: FrameType.HELLO, meta: { ...greetings[right], ...(token === undefined ? {} : { token }) } }),
  )
  return Promise.race([over, answered])
}

describe('origin x token x right', () => {
  it.each(cells)('$origin, $token: $right', async (cell) => {
    const { origin, token, right } = cell
    const badOrigin = origin === 'http://evil.example' || origin === 'null'
    const wanted = badOrigin ? 403 : allowed({ token, right }) ? 'yes' : token === undefined ? 4401 : 4403
    expect(await attempt(await start(), cell)).toBe(wanted)
  })

  it('without `authorize` everyone may subscribe and push, and nobody publish', async () => {
    const server = await createBroadcaster()
    closing.push(() => server.close())
    server.publish('m', createModel({ input: 1, layers: [dense(1)] }))
    server.samples('s').subscribe()
    const cell = { origin: undefined, token: undefined }
    expect(await attempt(server, { ...cell, right: 'subscribe' })).toBe('yes')
    expect(await attempt(server, { ...cell, right: 'push' })).toBe('yes')
    expect(await attempt(server, { ...cell, right: 'publish' })).toBe(4401)
  })

  it('no token is in what the process writes, nor in any reason or metric', async () => {
    const written: string[] = []
    const streams = [process.stdout, process.stderr]
    const originals = streams.map(({ write }) => write)
    for (const stream of streams) {
      stream.write = ((text: string | Uint8Array) => {
        written.push(String(text))
        return true
      }) as typeof stream.write
    }
    const server = await start()
    for (const cell of cells) await attempt(server, cell)
    streams.forEach((stream, i) => {
      const original = originals[i]
      if (original) stream.write = original
    })
    const metrics = await (await fetch(`http://localhost:${server.port}/metrics`)).text()
    expect(written.join('') + metrics).not.toMatch(/token-of|wrong/)
  })
})
