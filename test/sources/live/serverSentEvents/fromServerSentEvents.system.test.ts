import { take } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { fromServerSentEvents, type ServerSentEventsOptions } from '../../../../src/node.js'
import { FeedServers, listen, until } from '../feedServer.js'

const servers = new FeedServers()
afterEach(() => servers.close())

const sample = (x: number): string => `data: {"x":[${x}]}\n\n`
/** Comes back at once, and writes down how long it would have waited. */
const hurried = (waits: number[] = []): ServerSentEventsOptions => ({
  time: {
    random: () => 0.5,
    after: (ms, task) => {
      waits.push(ms)
      const timer = setTimeout(task, 0)
      return () => clearTimeout(timer)
    },
  },
})
const xs = (samples: readonly { readonly x: unknown }[]): number[] => samples.map(({ x }) => (x as number[])[0] ?? -1)

describe('fromServerSentEvents', () => {
  it('gives samples, as toSample makes them, and skips what it skips', async () => {
    const url = await servers.events((response) => {
      response.write('event: edit\nid: 1\ndata: {"type":"edit",\ndata: "size":3}\n\n: still here\n\n')
      response.write('event: log\ndata: {"type":"log"}\n\nevent: edit\nid: 2\ndata: {"type":"edit","size":4}\n\n')
    })
    const source = fromServerSentEvents(url, {
      toSample: ({ type, size }, { event, id }) => (type === 'edit' ? { x: [Number(size)], y: event, id } : undefined),
    })
    const { heard, subscription } = listen(source)
    await until(() => heard.samples.length >= 2)
    expect(heard.samples).toEqual([
      { x: [3], y: 'edit', id: '1' },
      { x: [4], y: 'edit', id: '2' },
    ])
    expect(source.position).toEqual({ lastEventId: '2' })
    expect([source.received, source.rejected, source.dropped]).toEqual([3, 0, 0])
    expect(source.status).toMatchObject({ state: 'open', failures: 0 })
    subscription.unsubscribe()
    expect(heard.states).toEqual(['closed', 'connecting', 'open', 'closed'])
  })

  it('reads UTF-8 that is cut between bytes, after a byte order mark', async () => {
    const bytes = Buffer.from('\ufeffdata: {"x":{"name":"Zürich ☃"}}\r\n\r\n')
    const url = await servers.events(async (response) => {
      for (const byte of bytes) {
        response.write(Buffer.of(byte))
        await new Promise((resolve) => setImmediate(resolve))
      }
    })
    const { heard, subscription } = listen(fromServerSentEvents(url))
    await until(() => heard.samples.length >= 1)
    expect(heard.samples).toEqual([{ x: { name: 'Zürich ☃' } }])
    subscription.unsubscribe()
  })

  it('comes back after cuts and ends, and asks to go on after the last event', async () => {
    const asked: unknown[] = []
    const url = await servers.events((response, request) => {
      asked.push(request.headers['last-event-id'])
      const from = Number(request.headers['last-event-id'] ?? 0) + 1
      response.write(`id: ${from}\n${sample(from)}data: {"x":[99]}`, () => {
        if (from % 2 === 0) response.end()
        else response.destroy()
      })
    })
    const waits: number[] = []
    const source = fromServerSentEvents(url, hurried(waits))
    const { heard, subscription } = listen(source)
    await until(() => heard.samples.length >= 5)
    subscription.unsubscribe()
    expect(xs(heard.samples).slice(0, 5)).toEqual([1, 2, 3, 4, 5])
    expect(asked.slice(0, 5)).toEqual([undefined, '1', '2', '3', '4'])
    expect(new Set(waits)).toEqual(new Set([250]))
    expect(source.position).toEqual({ lastEventId: String(heard.samples.length) })
  })

  it('goes on after a position that was kept, in another process say', async () => {
    const url = await servers.events((response, { headers }) => {
      const id = Buffer.from(String(headers['last-event-id']), 'latin1').toString()
      response.write(`data: {"x":{"after":${JSON.stringify(id)}}}\n\n`)
    })
    const { heard, subscription } = listen(fromServerSentEvents(url, { after: { lastEventId: '[{"offset":7}] ☃' } }))
    await until(() => heard.samples.length >= 1)
    subscription.unsubscribe()
    expect(heard.samples).toEqual([{ x: { after: '[{"offset":7}] ☃' } }])
  })

  it('position is that of what was taken, not of what waits', async () => {
    const url = await servers.events((response) => {
      response.write(Array.from({ length: 100 }, (_, i) => `id: ${i}\n${sample(i)}`).join(''))
    })
    const source = fromServerSentEvents(url)
    const positions: unknown[] = []
    await new Promise<void>((resolve) =>
      source.pipe(take(10)).subscribe({ next: () => positions.push(source.position), complete: resolve }),
    )
    expect(positions).toEqual(Array.from({ length: 10 }, (_, i) => ({ lastEventId: String(i) })))
  })

  it('waits longer and longer where nothing comes, gives up after `attempts`, and says why', async () => {
    let refusals = 0
    const url = await servers.http((_, response) => {
      refusals += 1
      response.writeHead(503).end()
    })
    const waits: number[] = []
    const source = fromServerSentEvents(url, { ...hurried(waits), reconnect: { attempts: 8, maxMs: 10_000 } })
    const { heard } = listen(source)
    await until(() => heard.end !== undefined)
    expect(heard.end).toBe('ERR_FEED_LOST')
    expect(heard.message).toMatch(/8 tries.*503/)
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000])
    expect(refusals).toBe(9)
    expect(source.status).toMatchObject({ state: 'closed', failures: 8 })
  })

  it('comes back no sooner than the server asks, by retry or Retry-After, and within the bound', async () => {
    let requests = 0
    const url = await servers.http((_, response) => {
      requests += 1
      if (requests === 1) response.writeHead(429, { 'retry-after': '7' }).end()
      else if (requests === 2) response.writeHead(503, { 'retry-after': '99999999' }).end()
      else response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`retry: 1234\n${sample(1)}`)
    })
    const waits: number[] = []
    const { heard, subscription } = listen(fromServerSentEvents(url, hurried(waits)))
    await until(() => heard.samples.length >= 2)
    subscription.unsubscribe()
    expect(waits.slice(0, 3)).toEqual([7000, 30_000, 1234])
  })

  it.each([
    [401, 'ERR_UNAUTHORIZED'],
    [403, 'ERR_FORBIDDEN'],
    [404, 'ERR_NOT_FOUND'],
    [400, 'ERR_REFUSED'],
    [410, 'ERR_REFUSED'],
    [201, 'ERR_REFUSED'],
    [204, 'complete'],
  ])('an answer %i ends the stream: %s', async (status, wanted) => {
    let requests = 0
    const url = await servers.http((_, response) => {
      requests += 1
      response.writeHead(status, { 'content-type': 'text/html' }).end()
    })
    const { heard } = listen(fromServerSentEvents(`${url}feed?token=secret`, hurried()))
    await until(() => heard.end !== undefined)
    expect(heard.end).toBe(wanted)
    expect(heard.message).not.toContain('secret')
    expect(requests).toBe(1)
  })

  it('a page is one clear error, also where it comes later', async () => {
    let requests = 0
    const url = await servers.http((_, response) => {
      requests += 1
      if (requests === 1) response.writeHead(200, { 'content-type': 'Text/Event-Stream' }).end(sample(1))
      else response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>')
    })
    const { heard } = listen(fromServerSentEvents(url, hurried()))
    await until(() => heard.end !== undefined)
    expect([heard.end, heard.samples.length]).toEqual(['ERR_NOT_EVENT_STREAM', 1])
    expect(heard.message).toContain('text/html')
    await until(() => servers.held === 0)
  })

  it('sets garbage aside with the reason, and goes on', async () => {
    const url = await servers.events((response) => {
      response.write('data: <html>\n\ndata: {"x":\n\ndata: 7\n\ndata: {"y":1}\n\ndata: {"x":[0],"boom":1}\n\n')
      response.write(`data: "${'long'.repeat(100)}"\n\n${sample(1)}`)
    })
    const source = fromServerSentEvents(url, {
      maxMessageBytes: 100,
      toSample: (message) => {
        if (message['boom'] === 1) throw new Error('no such trade')
        return message as never
      },
    })
    const { heard, subscription } = listen(source)
    await until(() => heard.samples.length >= 1)
    subscription.unsubscribe()
    expect(heard.rejected.map(({ code }) => code)).toEqual([
      'ERR_JSON',
      'ERR_JSON',
      'ERR_NOT_A_SAMPLE',
      'ERR_NOT_A_SAMPLE',
      'ERR_TO_SAMPLE',
      'ERR_MESSAGE_TOO_LONG',
    ])
    expect(heard.rejected[0]).toMatchObject({ reason: expect.stringContaining('HTML'), message: '<html>' })
    expect(heard.rejected[4]?.reason).toContain('no such trade')
    expect([source.received, source.rejected]).toEqual([7, 6])
  })

  it('a flood: memory is bounded, what was dropped is counted to the last one', async () => {
    const count = 50_000
    const url = await servers.http((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(Array.from({ length: count }, (_, i) => sample(i)).join(''))
    })
    const source = fromServerSentEvents(url, { reconnect: false, overflow: { capacity: 100, policy: 'dropOldest' } })
    let taken = 0
    let last = -1
    await new Promise<void>((resolve) =>
      source.subscribe({
        next: ({ x }) => {
          taken += 1
          last = (x as number[])[0] ?? -1
          for (const end = performance.now() + 0.05; performance.now() < end; );
        },
        complete: resolve,
      }),
    )
    expect(source.received).toBe(count)
    expect(taken + source.dropped).toBe(count)
    expect(source.dropped).toBeGreaterThan(0)
    expect(last).toBe(count - 1)
  })

  it('pause: nothing is dropped, though the subscriber is slow', async () => {
    const count = 20_000
    const url = await servers.http((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(Array.from({ length: count }, (_, i) => sample(i)).join(''))
    })
    const source = fromServerSentEvents(url, { reconnect: false, overflow: { capacity: 50, policy: 'pause' } })
    const seen: number[] = []
    await new Promise<void>((resolve) =>
      source.subscribe({
        next: ({ x }) => {
          seen.push((x as number[])[0] ?? -1)
          for (const end = performance.now() + 0.01; performance.now() < end; );
        },
        complete: resolve,
      }),
    )
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i))
    expect(source.dropped).toBe(0)
  })

  it('silence counts as a cut, where it is asked for', async () => {
    let requests = 0
    const url = await servers.events((response) => {
      requests += 1
      if (requests > 1) response.write(sample(requests))
    })
    const source = fromServerSentEvents(url, { silenceMs: 40, reconnect: { baseMs: 1 } })
    const { heard, subscription } = listen(source)
    await until(() => heard.samples.length > 0)
    subscription.unsubscribe()
    expect(heard.states).toContain('lost')
  })

  it('once only, where it shall not come back: an end completes, a cut is an error', async () => {
    const ends = await servers.events((response) => response.end(sample(1)))
    const cut = await servers.events((response) => response.write(sample(1), () => response.destroy()))
    const [first, second] = [ends, cut].map((url) => listen(fromServerSentEvents(url, { reconnect: false })).heard)
    await until(() => first?.end !== undefined && second?.end !== undefined)
    expect([first?.end, first?.samples.length]).toEqual(['complete', 1])
    expect([second?.end, second?.samples.length]).toEqual(['ERR_FEED_LOST', 1])
  })

  it.each(['at once', 'while connected', 'while it waits to come back', 'while paused'])(
    'leaves nothing open when nobody listens: %s',
    async (when) => {
      let requests = 0
      const url = await servers.events((response) => {
        requests += 1
        if (when === 'while it waits to come back') response.end(sample(1))
        else response.write(sample(1).repeat(when === 'while paused' ? 50_000 : 1))
      })
      const source = fromServerSentEvents(url, {
        overflow: { capacity: 1, policy: 'pause' },
        reconnect: { baseMs: 1_000_000, maxMs: 1_000_000 },
        time: { random: () => 0.9 },
      })
      const { heard, subscription } = listen(source)
      if (when !== 'at once') await until(() => heard.samples.length > 0)
      if (when === 'while it waits to come back') await until(() => source.status.state === 'lost')
      subscription.unsubscribe()
      await until(() => servers.held === 0)
      expect(requests).toBeLessThanOrEqual(1)
      expect(source.status).toMatchObject({ state: 'closed', why: 'nobody listens' })
    },
  )

  it('sends headers, and hides what is secret from its errors', async () => {
    const url = await servers.http(({ headers }, response) => {
      response.writeHead(headers.authorization === 'Bearer sesame' ? 204 : 401).end()
    })
    const { heard } = listen(fromServerSentEvents(url, { headers: { authorization: 'Bearer sesame' } }))
    await until(() => heard.end !== undefined)
    expect(heard.end).toBe('complete')
    expect(() => fromServerSentEvents(url, { headers: { authorization: 'ses\name' } })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION', message: expect.not.stringContaining('ses') }),
    )
  })

  it.each(['', 'nowhere', 'ws://localhost', 'ftp://localhost', 'http://', 'http://me:secret@localhost'])(
    'refuses the address %j at once',
    (url) => {
      expect(() => fromServerSentEvents(url)).toThrow(expect.objectContaining({ code: 'ERR_URL' }))
    },
  )

  it.each<ServerSentEventsOptions>([
    { overflow: { capacity: 0 } },
    { overflow: { policy: 'newest' as never } },
    { reconnect: { attempts: -1 } },
    { reconnect: { baseMs: Number.NaN } },
    { silenceMs: 0 },
    { maxMessageBytes: 1.5 },
    { toSample: 'x' as never },
    { after: { lastEventId: 'a\nb' } },
  ])('refuses %j at once', (options) => {
    expect(() => fromServerSentEvents('http://localhost', options)).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION' }),
    )
  })
})
