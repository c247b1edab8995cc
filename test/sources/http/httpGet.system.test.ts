import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { lastValueFrom, toArray } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { fromCsv } from '../../../src/node.js'
import { deadPort } from '../live/feedServer.js'
import { httpGet } from '../../../src/sources/http/httpGet.js'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<URL> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

const signal = new AbortController().signal
const get = (url: URL, headers: Record<string, string> = {}) => httpGet({ url, headers, signal })

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('httpGet', () => {
  it('gives status, headers and body', async () => {
    const url = await serve((request, response) => {
      response.writeHead(201, 'Made', { 'x-seen': request.headers['x-own'] }).end('body')
    })
    const { status, statusText, header, body } = await get(url, { 'x-own': 'mine' })
    expect([status, statusText, header('x-seen'), header('x-none')]).toEqual([201, 'Made', 'mine', undefined])
    expect(await textOf(body)).toBe('body')
  })

  it.each([301, 302, 303, 307, 308])('follows a redirection by %i, relative too', async (status) => {
    const url = await serve((request, response) => {
      if (request.url === '/end') response.end('end')
      else response.writeHead(status, { location: 'end' }).end()
    })
    expect(await textOf((await get(url)).body)).toBe('end')
  })

  it('tells secrets to no other host that it is sent to', async () => {
    const seen: (string | undefined)[] = []
    const other = await serve(({ headers }, response) => {
      seen.push(headers.authorization, headers.cookie, headers['x-own'] as string)
      response.end()
    })
    const url = await serve((_, response) => response.writeHead(302, { location: other.href }).end())
    await get(url, { authorization: 'Bearer a', Cookie: 'b', 'x-own': 'c' })
    expect(seen).toEqual([undefined, undefined, 'c'])
  })

  it('gives up after twenty redirections', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked += 1
      response.writeHead(302, { location: '/' }).end()
    })
    await expect(get(url)).rejects.toThrow('redirects more than 20 times')
    expect(asked).toBe(21)
  })
})

const table = 'a,y\n1,2.5\n3,4.5\n'
const read = (url: URL) => lastValueFrom(fromCsv(url, { target: 'y' }).pipe(toArray()))
const rows = [
  { x: { a: 1 }, y: 2.5 },
  { x: { a: 3 }, y: 4.5 },
]

describe('an address as a source', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('is unpacked where the server packs it by %s', async (encoding, pack) => {
    const url = await serve((_, response) => response.setHeader('content-encoding', encoding).end(pack(table)))
    expect(await read(url)).toEqual(rows)
  })

  it('is unpacked twice where a gzipped file is packed once more', async () => {
    const url = await serve((_, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync(gzipSync(table))),
    )
    expect(await read(url)).toEqual(rows)
  })

  it('fails by ERR_FETCH where it is packed in an unknown way, refused, cut, or not there', async () => {
    const failure = (why: RegExp) => expect.objectContaining({ code: 'ERR_FETCH', message: expect.stringMatching(why) })
    const unknown = await serve((_, response) => response.setHeader('content-encoding', 'rot13').end(table))
    await expect(read(unknown)).rejects.toEqual(failure(/packs it as 'rot13'/))
    const refused = await serve((_, response) => response.writeHead(403).end())
    await expect(read(refused)).rejects.toEqual(failure(/the server answers 403 Forbidden/))
    const cut = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1000 })
      response.write(table, () => response.socket?.destroy())
    })
    await expect(read(cut)).rejects.toEqual(failure(/the answer was cut/))
    await expect(read(new URL(`http://127.0.0.1:${await deadPort()}/?token=secret`))).rejects.toEqual(
      failure(/^(?!.*secret).*ECONNREFUSED/),
    )
  })
})
