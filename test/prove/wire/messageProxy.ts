import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

export interface Tampering {
  /** What a client gets in place of a message from the server; may say nothing, or more. */
  readonly toClient?: (message: Buffer) => readonly Uint8Array[]
  readonly toServer?: (message: Buffer) => readonly Uint8Array[]
}

/** A proxy that understands WebSockets: it counts messages, and puts others in their place. */
export class MessageProxy {
  readonly toClient: Buffer[] = []
  readonly toServer: Buffer[] = []
  tampering: Tampering
  private readonly server: WebSocketServer
  private readonly sockets = new Set<WebSocket>()

  constructor(target: () => number, tampering: Tampering = {}) {
    this.tampering = tampering
    this.server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
    this.server.on('connection', (client) => {
      const upstream = new WebSocket(`ws://127.0.0.1:${target()}`, 'eddy.v1', { perMessageDeflate: false })
      this.join(client, upstream)
    })
  }

  private join(client: WebSocket, upstream: WebSocket): void {
    const early: Buffer[] = []
    for (const socket of [client, upstream]) {
      this.sockets.add(socket)
      socket.on('error', () => undefined)
    }
    const relay = (message: Buffer): void => {
      for (const bytes of this.tampering.toServer?.(message) ?? [message]) send(upstream, bytes)
    }
    client.on('message', (message: Buffer) => {
      this.toServer.push(message)
      if (upstream.readyState === WebSocket.CONNECTING) early.push(message)
      else relay(message)
    })
    upstream.on('open', () => early.forEach(relay))
    upstream.on('message', (message: Buffer) => {
      this.toClient.push(message)
      for (const bytes of this.tampering.toClient?.(message) ?? [message]) send(client, bytes)
    })
    client.on('close', () => this.end(client, upstream))
    upstream.on('close', (code, why) => {
      if (code >= 4000 && client.readyState === WebSocket.OPEN) client.close(code, why)
      this.end(upstream, code >= 4000 ? upstream : client)
    })
  }

  private end(ended: WebSocket, other: WebSocket): void {
    this.sockets.delete(ended)
    this.sockets.delete(other)
    other.terminate()
  }

  async listen(): Promise<number> {
    if (!this.server.address()) await once(this.server, 'listening')
    return (this.server.address() as AddressInfo).port
  }

  cut(): void {
    for (const socket of this.sockets) socket.terminate()
  }

  forget(): void {
    this.toClient.length = 0
    this.toServer.length = 0
  }

  close(): void {
    this.cut()
    this.server.close()
  }
}

const send = (socket: WebSocket, bytes: Uint8Array): void => {
  if (socket.readyState === WebSocket.OPEN) socket.send(bytes)
}
