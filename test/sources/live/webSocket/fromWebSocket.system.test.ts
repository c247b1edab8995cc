import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { fromWebSocket, type WebSocketOptions } from '../../../../src/node.js'
import { deadPort, FeedServers, listen, until } from '../feedServer.js'

const servers = new FeedServers()
afterEach(() => servers.close())

/** Comes back at once, and writes down how long it would have waited. */
const hurried = (waits: number[] = []): WebSocketOptions => ({
  silenceMs: Number.POSITIVE_INFINITY,
  time: {
    random: () => 0.5,
    after: (ms, task) => {
      waits.push(ms)
      const timer = setTimeout(task, 0)
      return () => clearTimeout(timer)
    },
  },
})
const sample = (x: number): string => JSON.stringify({ x: [x] })
const xs = (samples: readonly { readonly x: unknown }[]): number[] => samples.map(({ x }) => (x as number[])[0] ?? -1)

describe('fromWebSocket', () => {
  it('gives samples, of text and of bytes, as toSample makes them', async () => {
    const url = await servers.webSocket((socket) => {
      socket.send('{"price":"101.5","size":3}')
      socket.send('{"heartbeat":true}')
      socket.send(Buffer.from('{"price":"102","size":4}'))
    })
    const source = fromWebSocket(url, {
      toSample: ({ price, size }) => (price === undefined ? undefined : { x: [Number(size)], y: Number(price) }),
    })
    const { heard, subscription } = listen(source)
    await until(() => heard.samples.length >= 2)
    expect(heard.samples).toEqual([
      { x: [3], y: 101.5 },
      { x: [4], y: 102 },
    ])
    expect([source.received, source.rejected, source.dropped, source.position]).toEqual([3, 0, 0, undefined])
    subscription.unsubscribe()
    expect(heard.states).toEqual(['closed', 'connecting', 'open', 'closed'])
  })

  it('reads what is no JSON by `parse`', async () => {
    const url = await servers.webSocket((socket) => {
      socket.send('3 7')
      socket.send('3;7')
    })
    const parse = (text: string | Uint8Array): readonly number[] => {
      const numbers = String(text).split(';').map(Number)
      if (numbers.some(Number.isNaN)) throw new TypeError('no numbers')
      return numbers
    }
    const { heard, subscription } = listen(
      fromWebSocket<number[]>(url, { parse, toSample: ([a = 0, b = 0]) => ({ x: [a], y: b }) }),
    )
    await until(() => heard.samples.length >= 1)
    expect(heard.samples).toEqual([{ x: [3], y: 7 }])
    expect(heard.rejected).toEqual([{ code: 'ERR_PARSE', reason: 'parse throws: no numbers', message: '3 7' }])
    subscription.unsubscribe()
  })

  it('says what it wants at every connection, and comes back after cuts and closes', async () => {
    const asked: string[] = []
    let connections = 0
    const url = await servers.webSocket((socket, request) => {
      const connection = ++connections
      socket.on('message', (text) => {
        asked.push(`${request.headers['x-key']} ${socket.protocol} ${text}`)
        socket.send(sample(connection), () => {
          if (connection % 2 === 0) socket.close(1000)
          else (socket as unknown as { readonly _socket: Socket })._socket.destroy()
        })
      })
    })
    const waits: number[] = []
    const { heard, subscription } = listen(
      fromWebSocket(url, {
        ...hurried(waits),
        headers: { 'x-key': 'k' },
        protocols: 'v1.trades',
        onOpen: (send) => send('subscribe'),
      }),
    )
    await until(() => heard.samples.length >= 5)
    subscription.unsubscribe()
    expect(xs(heard.samples).slice(0, 5)).toEqual([1, 2, 3, 4, 5])
    expect(asked.slice(0, 5)).toEqual(Array(5).fill('k v1.trades subscribe'))
    expect(new Set(waits)).toEqual(new Set([250]))
  })

  it('waits longer and longer where nothing comes, also where it is let in and thrown out', async () => {
    const url = await servers.webSocket((socket) => socket.close(1013, 'try again later'))
    const waits: number[] = []
    const source = fromWebSocket(url, { ...hurried(waits), reconnect: { attempts: 6, maxMs: 4000 } })
    const { heard } = listen(source)
    await until(() => heard.end !== undefined)
    expect([heard.end, waits]).toEqual(['ERR_FEED_LOST', [250, 500, 1000, 2000, 2000, 2000]])
    expect(heard.message).toContain('try again later')
  })

  it('waits for a server that is not there yet', async () => {
    const { heard, subscription } = listen(fromWebSocket(`ws://127.0.0.1:${await deadPort()}/`, hurried()))
    await until(() => heard.states.filter((state) => state === 'lost').length >= 3)
    subscription.unsubscribe()
    expect(heard.end).toBeUndefined()
  })

  it.each([
    [200, 'ERR_NOT_A_WEBSOCKET'],
    [301, 'ERR_REFUSED'],
    [401, 'ERR_UNAUTHORIZED'],
    [403, 'ERR_FORBIDDEN'],
    [404, 'ERR_NOT_FOUND'],
    [426, 'ERR_REFUSED'],
  ])('an answer %i in place of a connection ends the stream: %s', async (status, wanted) => {
    let requests = 0
    const page = await servers.http((_, response) => {
      requests += 1
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html>')
    })
    const { heard } = listen(fromWebSocket(`${page.replace('http', 'ws')}?token=secret`, hurried()))
    await until(() => heard.end !== undefined)
    expect(heard.end).toBe(wanted)
    expect(heard.message).not.toContain('secret')
    await until(() => servers.held === 0)
    expect(requests).toBe(1)
  })

  it('asks again where the server is busy, no sooner than it says', async () => {
    const page = await servers.http((_, response) => response.writeHead(503, { 'retry-after': '3' }).end())
    const waits: number[] = []
    const { heard } = listen(
      fromWebSocket(page.replace('http', 'ws'), { ...hurried(waits), reconnect: { attempts: 2 } }),
    )
    await until(() => heard.end !== undefined)
    expect([heard.end, waits]).toEqual(['ERR_FEED_LOST', [3000, 3000]])
  })

  it('sets garbage aside with the reason, and goes on; what is too long costs the connection, not the stream', async () => {
    let connections = 0
    const url = await servers.webSocket((socket) => {
      connections += 1
      if (connections > 1) {
        socket.send(sample(1))
        return
      }
      for (const text of ['<html>', '{"x":', '7', 'null', '{"y":1}']) socket.send(text)
      socket.send(Buffer.of(0xff, 0xfe))
      socket.send(Buffer.alloc(5000))
    })
    const source = fromWebSocket(url, { ...hurried(), maxMessageBytes: 1000 })
    const { heard, subscription } = listen(source)
    await until(() => heard.samples.length >= 1)
    subscription.unsubscribe()
    expect(heard.rejected.map(({ code }) => code)).toEqual([
      'ERR_JSON',
      'ERR_JSON',
      'ERR_NOT_A_SAMPLE',
      'ERR_NOT_A_SAMPLE',
      'ERR_NOT_A_SAMPLE',
      'ERR_UTF8',
      'ERR_MESSAGE_TOO_LONG',
    ])
    expect([source.received, source.rejected]).toEqual([8, 7])
  })

  it.each(['dropOldest', 'dropNewest', 'latest', 'sample'] as const)(
    'a flood, %s: memory is bounded, what was dropped is counted to the last one',
    async (policy) => {
      const count = 20_000
      const url = await servers.webSocket((socket) => {
        for (let i = 0; i < count; i++) socket.send(sample(i))
        socket.close(1000)
      })
      const source = fromWebSocket(url, { reconnect: false, overflow: { capacity: 50, policy } })
      const seen: number[] = []
      await new Promise<void>((resolve) =>
        source.subscribe({
          next: ({ x }) => {
            seen.push((x as number[])[0] ?? -1)
            for (const end = performance.now() + 0.1; performance.now() < end; );
          },
          complete: resolve,
        }),
      )
      expect(source.received).toBe(count)
      expect(seen.length + source.dropped).toBe(count)
      expect(source.dropped).toBeGreaterThan(0)
      expect(seen).toEqual([...seen].sort((a, b) => a - b))
      if (policy === 'dropOldest' || policy === 'latest') expect(seen.at(-1)).toBe(count - 1)
    },
  )

  it('pause: nothing is dropped, though the subscriber is slow', async () => {
    const count = 20_000
    const url = await servers.webSocket((socket) => {
      for (let i = 0; i < count; i++) socket.send(sample(i))
      socket.close(1000)
    })
    const source = fromWebSocket(url, { reconnect: false, overflow: { capacity: 50, policy: 'pause' } })
    const seen: number[] = []
    await new Promise<void>((resolve) =>
      source.subscribe({
        next: ({ x }) => {
          seen.push((x as number[])[0] ?? -1)
          for (const end = performance.now() + 0.02; performance.now() < end; );
        },
        complete: resolve,
      }),
    )
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i))
    expect(source.dropped).toBe(0)
  })

  it('a connection on which nothing comes, not even a pong, counts as cut', async () => {
    let connections = 0
    const url = await servers.webSocket(
      (socket) => {
        connections += 1
        // As a machine that was unplugged: it takes what comes and says nothing.
        if (connections === 1) socket.pong = () => undefined
        if (connections > 1) socket.send(sample(1))
      },
      { autoPong: false },
    )
    const source = fromWebSocket(url, { silenceMs: 40, reconnect: { baseMs: 1 } })
    const { heard, subscription } = listen(source)
    await until(() => heard.samples.length > 0)
    subscription.unsubscribe()
    expect(heard.states.slice(0, 4)).toEqual(['closed', 'connecting', 'open', 'lost'])
  })

  it('a quiet connection that answers pings is none', async () => {
    let pings = 0
    const url = await servers.webSocket((socket) => socket.on('ping', () => (pings += 1)))
    const source = fromWebSocket(url, { silenceMs: 20 })
    const { heard, subscription } = listen(source)
    await until(() => pings >= 20)
    subscription.unsubscribe()
    expect(heard.states).toEqual(['closed', 'connecting', 'open', 'closed'])
  })

  it('onOpen that throws is a clear error', async () => {
    const url = await servers.webSocket(() => undefined)
    const onOpen = (): void => {
      throw new Error('no key')
    }
    const { heard } = listen(fromWebSocket(url, { ...hurried(), onOpen }))
    await until(() => heard.end !== undefined)
    expect([heard.end, heard.message]).toEqual(['ERR_ON_OPEN', expect.stringContaining('no key')])
    await until(() => servers.held === 0)
  })

  it('once only, where it shall not come back: a close completes, a cut is an error', async () => {
    const closes = await servers.webSocket((socket) => socket.close(1000))
    const cuts = await servers.webSocket((socket) => socket.terminate())
    const [first, second] = [closes, cuts].map((url) => listen(fromWebSocket(url, { reconnect: false })).heard)
    await until(() => first?.end !== undefined && second?.end !== undefined)
    expect([first?.end, second?.end]).toEqual(['complete', 'ERR_FEED_LOST'])
  })

  it.each(['at once', 'while connecting', 'while connected', 'while it waits to come back', 'while paused'])(
    'leaves nothing open when nobody listens: %s',
    async (when) => {
      const url = await servers.webSocket((socket) => {
        for (let i = 0; i < (when === 'while paused' ? 50_000 : 1); i++) socket.send(sample(i))
        if (when === 'while it waits to come back') socket.close(1001)
      })
      const source = fromWebSocket(url, {
        overflow: { capacity: 1, policy: when === 'while paused' ? 'pause' : 'latest' },
        reconnect: { baseMs: 1_000_000, maxMs: 1_000_000 },
        time: { random: () => 0.9 },
      })
      const { heard, subscription } = listen(source)
      if (when === 'while connecting') await new Promise((resolve) => setImmediate(resolve))
      else if (when !== 'at once') await until(() => heard.samples.length > 0)
      if (when === 'while it waits to come back') await until(() => source.status.state === 'lost')
      subscription.unsubscribe()
      await until(() => servers.held === 0)
      const count = heard.samples.length
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(heard.samples).toHaveLength(count)
      expect(source.status).toMatchObject({ state: 'closed', why: 'nobody listens' })
    },
  )

  it.each(['', 'nowhere', 'http://localhost', 'wss://', 'ws://me:secret@localhost'])(
    'refuses the address %j at once',
    (url) => {
      expect(() => fromWebSocket(url)).toThrow(expect.objectContaining({ code: 'ERR_URL' }))
    },
  )

  it.each<WebSocketOptions>([
    { protocols: 'a b' },
    { protocols: ['a', 'a'] },
    { protocols: [''] },
    { overflow: { capacity: -1 } },
    { headers: { 'a b': 'c' } },
  ])('refuses %j at once', (options) => {
    expect(() => fromWebSocket('ws://localhost', options)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })

  describe('in a browser', () => {
    beforeEach(() => {
      vi.stubGlobal('WebSocket', WebSocket)
      vi.stubGlobal('process', { ...process, versions: {} })
    })
    afterEach(() => vi.unstubAllGlobals())

    it('does the same by the global WebSocket', async () => {
      let connections = 0
      const url = await servers.webSocket((socket) => {
        connections += 1
        const connection = connections
        socket.on('message', (text) => {
          socket.send(Buffer.from(`{"x":[${connection}],"id":"${text}"}`))
          socket.send('x'.repeat(2000))
          socket.send(sample(0), () => socket.close(1000))
        })
      })
      const onOpen: WebSocketOptions['onOpen'] = (send) => send('hello')
      const source = fromWebSocket(url, { ...hurried(), onOpen, maxMessageBytes: 1000 })
      const { heard, subscription } = listen(source)
      await until(() => heard.samples.length >= 4)
      subscription.unsubscribe()
      expect(heard.samples.slice(0, 4)).toEqual([
        { x: [1], id: 'hello' },
        { x: [0] },
        { x: [2], id: 'hello' },
        { x: [0] },
      ])
      expect(heard.rejected.slice(0, 2).map(({ code }) => code)).toEqual(Array(2).fill('ERR_MESSAGE_TOO_LONG'))
      await until(() => servers.held === 0)
    })

    it('refuses what a browser can not do', () => {
      for (const options of [{ headers: { a: 'b' } }, { overflow: { policy: 'pause' } } as const]) {
        expect(() => fromWebSocket('ws://localhost', options)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
      }
    })
  })
})
