import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable, type Writable } from 'node:stream'
import { constants, createGzip, type Gzip } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ByteInput, fromCsv, fromNdjson } from '../../src/node.js'

/* What comes slowly is there within a second: the first row, with nothing behind it, and each that follows. */

const folder = mkdtempSync(join(tmpdir(), 'eddy-trickle-'))
/** By the address that was asked for. */
const responses = new Map<string, ServerResponse>()
let server: Server
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url?.startsWith('/packed')) response.setHeader('content-encoding', 'gzip')
    response.flushHeaders()
    responses.set(request.url ?? '', response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

interface Way {
  readonly input: ByteInput
  readonly send: (text: string) => void | Promise<void>
}

/** Packs what is sent, and sends it at once. */
function packing(to: () => Promise<Writable>): Way['send'] {
  let gzip: Gzip | undefined
  return async (text) => {
    const out = await to()
    gzip ??= createGzip({ flush: constants.Z_SYNC_FLUSH }).on('data', (chunk) => out.write(chunk))
    gzip.write(text)
  }
}

let addresses = 0

/** An address of its own, and what answers there. */
function address(kind: 'plain' | 'packed'): {
  readonly input: string
  readonly response: () => Promise<ServerResponse>
} {
  addresses += 1
  const path = `/${kind}/${addresses}`
  const response = async (): Promise<ServerResponse> => {
    while (!responses.has(path)) await new Promise((resolve) => setTimeout(resolve, 2))
    return responses.get(path) as ServerResponse
  }
  return { input: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, response }
}

const ways: Readonly<Record<string, () => Way>> = {
  'a Node stream': () => {
    const stream = new PassThrough()
    return { input: stream, send: (text) => void stream.write(text) }
  },
  'a gzipped Node stream': () => {
    const stream = new PassThrough()
    return { input: stream, send: packing(async () => stream) }
  },
  'a web stream': () => {
    const stream = new PassThrough()
    return { input: Readable.toWeb(stream) as AsyncIterable<Uint8Array>, send: (text) => void stream.write(text) }
  },
  'an address': () => {
    const { input, response } = address('plain')
    return { input, send: async (text) => void (await response()).write(text) }
  },
  'an address, packed by its server': () => {
    const { input, response } = address('packed')
    return { input, send: packing(response) }
  },
  ...(process.platform === 'win32'
    ? {}
    : {
        'a named pipe': () => {
          const path = join(folder, `pipe${Math.random()}`)
          execFileSync('mkfifo', [path])
          const writer = createWriteStream(path)
          return { input: path, send: (text) => void writer.write(text) }
        },
      }),
}

const formats = {
  csv: { from: fromCsv, first: 'a,y\n1,1.5\n', row: (i: number) => `${i},${i}.5\n` },
  ndjson: { from: fromNdjson, first: '{"a":1,"y":1.5}\n', row: (i: number) => `{"a":${i},"y":${i}.5}\n` },
}

describe.each(Object.entries(ways))('%s', (_, open) => {
  it.each(Object.entries(formats))('of %s that trickles: each row is there within a second', async (__, format) => {
    const { input, send } = open()
    const samples = format.from(input, { target: 'y' })[Symbol.asyncIterator]()
    for (let row = 1; row <= 3; row++) {
      const next = samples.next()
      await send(row === 1 ? format.first : format.row(row))
      const sent = performance.now()
      expect(await next).toEqual({ done: false, value: { x: { a: row }, y: row + 0.5 } })
      expect(performance.now() - sent).toBeLessThan(1000)
    }
    await samples.return()
  })
})
