import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { encodeFrame, type Frame, FrameType } from '../../snapshots/frame.js'
import { cutText } from '../live/cutText.js'
import type { Hub } from './hub.js'
import { webSocketMessages } from './webSocketMessage.js'

/** Of a BYE. */
const WHY_BYTES = 1000

export type Outgoing = Partial<Frame> & { readonly type: number }

/** Milliseconds: when to come back, and how long the other end has to agree. */
interface Farewell {
  readonly afterMs?: number
  readonly graceMs?: number
}

/** What goes out through one socket, and whether anything is read from it. */
export class Outlet {
  /** When something was sent last. */
  spokeMs: number
  private readonly socket: WebSocket
  private readonly transport: Duplex
  private readonly hub: Hub

  /** @param transport what `socket` writes to */
  constructor(socket: WebSocket, transport: Duplex, hub: Hub) {
    this.socket = socket
    this.transport = transport
    this.hub = hub
    this.spokeMs = hub.clock()
  }

  get open(): boolean {
    return this.socket.readyState === 1
  }

  get waitingBytes(): number {
    return this.socket.bufferedAmount
  }

  send(frame: Outgoing): void {
    this.write(webSocketMessages([encodeFrame(frame)]), 1)
  }

  /** Messages go to the transport as they are: nothing that ws sends can come between, as it compresses nothing here. */
  write(messages: Uint8Array, frames: number): void {
    if (!this.open) return
    this.spokeMs = this.hub.clock()
    this.hub.metrics.sentFramesTotal += frames
    this.hub.metrics.sentBytesTotal += messages.byteLength
    this.transport.write(messages)
  }

  /** Says why, then closes. */
  close(code: number, why: string, { afterMs = 0, graceMs = 1000 }: Farewell = {}): void {
    if (!this.open) return
    this.hub.metrics.closed(code)
    // It may quote what came, which is as long as metadata may be.
    const told = cutText(why, WHY_BYTES)
    this.send({ type: FrameType.BYE, meta: { code, why: told, reconnect: code >= 4500, afterMs } })
    // Reasons may take 123 bytes.
    this.socket.close(code, why.slice(0, 100).replace(/[^\x20-\x7e]/g, '?'))
    setTimeout(() => this.socket.terminate(), graceMs).unref()
  }

  /** TCP tells the other end to wait. */
  pauseReading(): void {
    if (this.open) this.socket.pause()
  }

  resumeReading(): void {
    if (this.socket.isPaused) this.socket.resume()
  }

  /** For one that doesn't listen any more. */
  cut(code: number): void {
    this.hub.metrics.closed(code)
    this.socket.terminate()
  }
}
