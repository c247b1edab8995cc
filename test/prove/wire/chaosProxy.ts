import { connect, createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** What a network does to bytes. Chances are per piece. */
export interface Weather {
  readonly delayMs?: number
  readonly bytesPerMs?: number
  /** Bytes are cut into pieces of at most so many. */
  readonly sliceBytes?: number
  readonly flip?: number
  /** The rest of a piece is lost, then the connection. */
  readonly truncate?: number
  readonly reset?: number
  readonly stall?: number
  readonly stallMs?: number
}

export const calm: Weather = {}
/** Bytes waiting in one direction above which the sender is made to wait. */
const QUEUE_BYTES = 262_144
/** The handshake is HTTP: what is flipped there is another address, not damage. */
const HANDSHAKE_BYTES = 600

interface Piece {
  readonly bytes: Buffer
  readonly dueMs: number
}

/** One direction of one connection. */
class Flow {
  private readonly queue: Piece[] = []
  private queued = 0
  private lastMs = 0
  private seen = 0
  private timer: NodeJS.Timeout | undefined
  private ended = false
  private readonly from: Socket
  private readonly to: Socket
  private readonly proxy: ChaosProxy

  constructor(from: Socket, to: Socket, proxy: ChaosProxy) {
    this.from = from
    this.to = to
    this.proxy = proxy
    from.on('data', (bytes: Buffer) => this.take(bytes))
    from.on('error', () => undefined)
    from.on('close', () => {
      this.ended = true
      this.deliver()
    })
    to.on('drain', () => this.deliver())
  }

  private take(bytes: Buffer): void {
    const { random, weather } = this.proxy
    const { sliceBytes = bytes.byteLength, delayMs = 0, bytesPerMs = Number.POSITIVE_INFINITY } = weather
    const { stall = 0, stallMs = 0 } = weather
    const now = performance.now()
    for (let at = 0; at < bytes.byteLength; ) {
      const length = Math.max(1, Math.ceil(random() * sliceBytes))
      const piece = this.damaged(Buffer.from(bytes.subarray(at, at + length)))
      if (!piece) return
      const waitMs = piece.byteLength / bytesPerMs + (random() < stall ? stallMs * random() : 0)
      this.lastMs = Math.max(this.lastMs + waitMs, now + delayMs)
      this.queue.push({ bytes: piece, dueMs: this.lastMs })
      this.queued += piece.byteLength
      at += length
    }
    if (this.queued > QUEUE_BYTES) this.from.pause()
    this.deliver()
  }

  /** Undefined: the connection is over. */
  private damaged(piece: Buffer): Buffer | undefined {
    const { random, weather } = this.proxy
    const { flip = 0, truncate = 0, reset = 0 } = weather
    this.seen += piece.byteLength
    if (random() < flip && this.seen > HANDSHAKE_BYTES) {
      const bit = Math.floor(random() * piece.byteLength * 8)
      piece[bit >> 3] = (piece[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      this.proxy.flips += 1
    }
    if (random() < truncate) {
      this.to.write(piece.subarray(0, piece.byteLength >> 1))
      this.cut()
      return undefined
    }
    if (random() < reset) {
      this.cut()
      return undefined
    }
    return piece
  }

  private cut(): void {
    this.proxy.cuts += 1
    this.from.resetAndDestroy()
    this.to.resetAndDestroy()
  }

  /** Writes what is due; nothing while the line is down. */
  readonly deliver = (): void => {
    clearTimeout(this.timer)
    if (this.proxy.down) return
    const now = performance.now()
    for (;;) {
      const [first] = this.queue
      if (!first || this.to.destroyed || this.to.writableNeedDrain) break
      if (first.dueMs > now) {
        this.timer = setTimeout(this.deliver, first.dueMs - now)
        break
      }
      this.queue.shift()
      this.queued -= first.bytes.byteLength
      this.to.write(first.bytes)
    }
    if (this.queued <= QUEUE_BYTES && this.from.isPaused()) this.from.resume()
    if (this.ended && (this.queue.length === 0 || this.to.destroyed)) this.to.destroy()
  }
}

/** A TCP proxy with weather, from a seed. */
export class ChaosProxy {
  weather: Weather
  /** Silence both ways, and no end of the connection is told of: a link that is half open. */
  down = false
  flips = 0
  cuts = 0
  connections = 0
  readonly random: () => number
  private readonly server: Server
  private readonly sockets = new Set<Socket>()
  private readonly flows = new Set<Flow>()

  constructor(target: () => number, random: () => number, weather: Weather = calm) {
    this.random = random
    this.weather = weather
    this.server = createServer((client) => {
      this.connections += 1
      const upstream = connect(target(), '127.0.0.1')
      const flows = [new Flow(client, upstream, this), new Flow(upstream, client, this)]
      for (const flow of flows) this.flows.add(flow)
      for (const socket of [client, upstream]) {
        socket.setNoDelay(true)
        this.sockets.add(socket)
        socket.on('close', () => {
          this.sockets.delete(socket)
          if (client.destroyed && upstream.destroyed) for (const flow of flows) this.flows.delete(flow)
        })
      }
    })
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return (this.server.address() as AddressInfo).port
  }

  up(): void {
    this.down = false
    for (const flow of this.flows) flow.deliver()
  }

  /** Every connection is reset. */
  cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy()
  }

  close(): void {
    this.down = false
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
  }
}
