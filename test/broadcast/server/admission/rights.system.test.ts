import { afterEach, describe, expect, it } from 'vitest'
import { createModel, dense } from '../../../../src/index.js'
import { type Broadcaster, createBroadcaster } from '../../../../src/node.js'
import { allowed, attempt, cells, expected, goodOrigin } from './accessMatrix.js'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function start(): Promise<Broadcaster> {
  const server = await createBroadcaster({ authorize: allowed, origins: [goodOrigin] })
  closing.push(() => server.close())
  server.publish('m', createModel({ input: 1, layers: [dense(1)] }))
  server.samples('s').subscribe()
  return server
}

describe('origin x token x right', () => {
  it.each(cells)('$origin, $token: $right', async (cell) => {
    expect(await attempt((await start()).port, cell)).toBe(expected(cell))
  })

  it('without `authorize` everyone may subscribe and push, and nobody publish', async () => {
    const server = await createBroadcaster()
    closing.push(() => server.close())
    server.publish('m', createModel({ input: 1, layers: [dense(1)] }))
    server.samples('s').subscribe()
    const cell = { origin: undefined, token: undefined }
    expect(await attempt(server.port, { ...cell, right: 'subscribe' })).toBe('yes')
    expect(await attempt(server.port, { ...cell, right: 'push' })).toBe('yes')
    expect(await attempt(server.port, { ...cell, right: 'publish' })).toBe(4401)
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
    for (const cell of cells) await attempt(server.port, cell)
    streams.forEach((stream, i) => {
      const original = originals[i]
      if (original) stream.write = original
    })
    const metrics = await (await fetch(`http://localhost:${server.port}/metrics`)).text()
    expect(written.join('') + metrics).not.toMatch(/token-of|wrong/)
  })
})
