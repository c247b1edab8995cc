import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import type { Sample } from '../../../src/index.js'
import type { FeedSource } from '../../../src/sources/live/feedSource.js'
import type { UnreadableMessage } from '../../../src/sources/live/readMessage.js'

/** Servers of one test, on the loopback. */
export class FeedServers {
  /** Answers under way, and WebSockets: what clients hold open. */
  held = 0
  private readonly open: Server[] = []
  private readonly webSocketServers: WebSocketServer[] = []

  async http(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer((request, response) => {
      this.held += 1
      response.on('close', () => {
        this.held -= 1
      })
      answer(request, response)
    }).listen(0, '127.0.0.1')
    this.open.push(server)
    await once(server, 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  /** Server-sent events: what `send` writes. */
  events(send: (response: ServerResponse, request: IncomingMessage) => void): Promise<string> {
    return this.http((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
      response.flushHeaders()
      send(response, request)
    })
  }

  async webSocket(
    greet: (socket: WebSocket, request: IncomingMessage) => void,
    options: ServerOptions = {},
  ): Promise<string> {
    const url = await this.http((_, response) => response.writeHead(404).end())
    const server = new WebSocketServer({ server: this.open.at(-1), ...options } as ServerOptions)
    this.webSocketServers.push(server)
    server.on('connection', (socket, request) => {
      this.held += 1
      socket.on('close', () => {
        this.held -= 1
      })
      greet(socket, request)
    })
    return url.replace('http', 'ws')
  }

  async close(): Promise<void> {
    for (const server of this.open.splice(0)) {
      server.closeAllConnections()
      for (const { clients } of this.webSocketServers.splice(0)) for (const socket of clients) socket.terminate()
      server.close()
    }
  }
}

/** A port that nobody listens on. */
export async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Everything a source says, and ways to wait for it. */
export function listen(source: FeedSource<unknown>) {
  const samples: Sample[] = []
  const rejected: UnreadableMessage[] = []
  const states: string[] = []
  const heard = { samples, rejected, states, end: undefined as string | undefined, message: '' }
  source.rejected$.subscribe((unreadable) => rejected.push(unreadable))
  source.status$.subscribe(({ state }) => states.push(state))
  const subscription = source.subscribe({
    next: (sample) => samples.push(sample),
    error: ({ code, message }: { readonly code?: string; readonly message: string }) =>
      Object.assign(heard, { end: code ?? 'no code', message }),
    complete: () => Object.assign(heard, { end: 'complete' }),
  })
  return { ...{ heard, subscription }, until: (what: () => boolean | Promise<boolean>) => until(what) }
}

/** Waits for what must come; the test's time limit says when it doesn't. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 2))
}
