import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { WebSocketServer } from 'ws'
import { createLearner } from '../../../src/index.js'
import { createBroadcaster } from '../../../src/node.js'

const ROWS = 1500
/** Makes the files longer than what is read ahead of a sample: they are still open in the middle. */
const text = 'word '.repeat(24)
const csv = `text,a,b,y\n${Array.from({ length: ROWS }, (_, i) => `${text},${i},${i % 7},${i / 2}`).join('\n')}\n`
const ndjson = `${Array.from({ length: ROWS }, (_, i) => JSON.stringify({ text, a: i, y: i / 2 })).join('\n')}\n`

const content = { csv, ndjson, sse: 'data: {"x":[1]}\n\n'.repeat(100) }
const type = { csv: 'text/csv', ndjson: 'application/x-ndjson', sse: 'text/event-stream' }
export type Format = keyof typeof content

/** How a server behaves. */
export const answers = ['silent', 'headers', 'half', 'trickle', 'whole', 'gzip', 'cut'] as const
export type Answer = (typeof answers)[number]

function answer(how: Answer, format: Format, response: ServerResponse): void {
  const whole = content[format]
  if (how === 'silent') return
  if (how === 'gzip') response.setHeader('content-encoding', 'gzip')
  if (how === 'cut' || how === 'half') response.setHeader('content-length', whole.length)
  response.writeHead(200, { 'content-type': type[format] })
  response.flushHeaders()
  if (how === 'whole' || how === 'gzip') response.end(how === 'gzip' ? gzipSync(whole) : whole)
  if (how === 'half') response.write(whole.slice(0, whole.length / 2))
  if (how === 'cut') response.write(whole.slice(0, whole.length / 2), () => response.socket?.destroy())
  if (how !== 'trickle') return
  response.write(whole)
  const timer = setInterval(() => response.write(whole.slice(-20)), 5)
  response.on('close', () => clearInterval(timer))
}

/** Where things are, in words that another process understands. */
export interface PlaceNames {
  readonly folder: string
  readonly host: string
  readonly broadcaster: string
}

export interface Places {
  readonly file: (format: 'csv' | 'ndjson', zipped?: boolean) => string
  /** A named pipe that nobody writes to. */
  readonly pipe: string
  readonly address: (how: Answer, format: Format) => string
  readonly webSocket: (how: 'silent' | 'open' | 'trickle') => string
  readonly broadcaster: string
}

export const placesAt = ({ folder, host, broadcaster }: PlaceNames): Places => ({
  file: (format, zipped = false) => join(folder, `data.${format}${zipped ? '.gz' : ''}`),
  pipe: join(folder, 'pipe'),
  address: (how, format) => `http://${host}/${how}/${format}`,
  webSocket: (how) => `ws://${host}/${how}`,
  broadcaster,
})

export interface OpenPlaces extends Places {
  readonly names: PlaceNames
  /** Connections that clients hold to the server of addresses and WebSockets. */
  readonly connections: () => number
  readonly close: () => Promise<void>
}

/** Files, pipes and servers of one test. */
export async function openPlaces(): Promise<OpenPlaces> {
  const folder = mkdtempSync(join(tmpdir(), 'eddy-leaving-'))
  const path = (name: string): string => join(folder, name)
  for (const format of ['csv', 'ndjson'] as const) {
    writeFileSync(path(`data.${format}`), content[format])
    writeFileSync(path(`data.${format}.gz`), gzipSync(content[format]))
  }
  if (process.platform !== 'win32') execFileSync('mkfifo', [path('pipe')])
  const server = createServer((request, response) => {
    const [, how, format] = (request.url ?? '').split('/')
    answer(how as Answer, format as Format, response)
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    // It stays open until the client closes it, which shows only where it is read.
    if (request.url === '/silent')
      return void socket
        .on('end', () => socket.end())
        .on('error', () => undefined)
        .resume()
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      if (request.url === '/open') return
      for (let i = 0; i < 100; i++) webSocket.send('{"x":[1]}')
      const timer = setInterval(() => webSocket.send('{"x":[2]}'), 5)
      webSocket.on('close', () => clearInterval(timer))
    })
  })
  let connections = 0
  server.on('connection', (socket) => {
    connections += 1
    socket.on('close', () => {
      connections -= 1
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const learner = createLearner({ task: 'regression', seed: 1 })
  const broadcaster = await createBroadcaster()
  broadcaster.publish('model', learner, { everyMs: 2 })
  broadcaster.samples('in').subscribe()
  const learning = setInterval(() => learner.learn({ x: [Math.sin(learner.samples)], y: 1 }), 2)
  const names = { folder, host, broadcaster: broadcaster.url.replace('http', 'ws') }
  return {
    ...placesAt(names),
    names,
    connections: () => connections,
    close: async () => {
      clearInterval(learning)
      await broadcaster.close()
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true })
    },
  }
}
