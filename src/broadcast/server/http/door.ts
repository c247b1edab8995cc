import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { EddyError } from '../../../error.js'
import { Close, SUBPROTOCOL } from '../../protocol.js'
import type { BroadcastMetrics } from '../metrics.js'

/** An answer in place of an upgrade, and the close code it stands for. */
export interface Refusal {
  readonly status: string
  readonly code: number
}

interface DoorOptions {
  readonly metrics: BroadcastMetrics
  readonly page: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  /** Bytes of a message. */
  readonly maxPayload: number
  readonly refusal: (request: IncomingMessage) => Refusal | undefined
  readonly accept: (socket: WebSocket, transport: Duplex, request: IncomingMessage) => void
}

/** Servers that have a door: with two, both would answer. */
const taken = new WeakSet<object>()

/**
 * Where HTTP comes in. On a server that others listen to as well, only Eddy's own paths are answered, and only sockets
 * that offer Eddy's protocol are taken; what nobody else listens to is refused.
 */
export class Door {
  draining = false
  private readonly server: Server | SecureServer
  private readonly options: DoorOptions
  private readonly sockets: WebSocketServer

  /** @throws {EddyError} ERR_OPTION if the server has a broadcaster already */
  constructor(server: Server | SecureServer, options: DoorOptions) {
    if (taken.has(server)) {
      throw new EddyError(
        'ERR_OPTION',
        'createBroadcaster: `server` has a broadcaster already; publish there, or close it first',
      )
    }
    taken.add(server)
    this.server = server
    this.options = options
    this.sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.maxPayload,
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    })
    server.on('request', this.answer)
    server.on('upgrade', this.upgrade)
  }

  /** Leaves the server as it was. */
  close(): void {
    this.server.off('request', this.answer)
    this.server.off('upgrade', this.upgrade)
    taken.delete(this.server)
  }

  private alone(event: 'request' | 'upgrade'): boolean {
    return this.server.listenerCount(event) === 1
  }

  private readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (response.headersSent || response.writableEnded) return
    const path = (request.url ?? '/').split('?')[0]
    if (path === '/healthz') {
      response.writeHead(this.draining ? 503 : 200, { 'content-type': 'text/plain' })
      response.end(this.draining ? 'draining\n' : 'ok\n')
    } else if (path === '/metrics') {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
      response.end(this.options.metrics.text())
    } else if (!this.options.page?.(request, response) && this.alone('request')) {
      response.writeHead(404, { 'content-type': 'text/plain' })
      response.end('not found\n')
    }
  }

  private readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
    if (!offered.some((name) => name.startsWith('eddy.')) && !this.alone('upgrade')) return
    socket.on('error', () => socket.destroy())
    const refusal = this.refusal(request, offered)
    if (!refusal) {
      this.welcome(request, socket, head)
      return
    }
    this.options.metrics.closed(refusal.code)
    // Half-open, it would keep the server from closing.
    socket.once('finish', () => socket.destroy())
    socket.end(`HTTP/1.1 ${refusal.status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  }

  private refusal(request: IncomingMessage, offered: readonly string[]): Refusal | undefined {
    if (this.draining) return { status: '503 Service Unavailable', code: Close.DRAINING }
    if (!offered.includes(SUBPROTOCOL)) return { status: '426 Upgrade Required', code: Close.VERSION }
    return this.options.refusal(request)
  }

  private welcome(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.options.accept(webSocket, socket, request))
    } catch {
      // Another WebSocket server on the same server was quicker, and has it now.
    }
  }
}
