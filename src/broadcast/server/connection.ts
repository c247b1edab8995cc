import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { EddyError } from '../../error.js'
import { decodeFrame, encodeFrame, type Frame, FrameType } from '../../snapshots/frame.js'
import {
  newSubscription,
  stepSubscription,
  type Subscription,
  type SubscriptionEffect,
  type SubscriptionEvent,
} from '../machines/subscription.js'
import { CHUNK_BYTES, Close, HEARTBEAT_GRACE_MS, HEARTBEAT_MS, markFromMeta, type Mark } from '../protocol.js'
import type { Hub } from './hub.js'
import type { ModelFeed } from './modelFeed.js'
import { type Peer, Rights } from './rights.js'
import { TokenBucket } from './tokenBucket.js'
import { webSocketMessages } from './webSocketMessage.js'

/** Bytes waiting in the socket above which a heartbeat is left out: there is traffic already. */
const BUSY_BYTES = 65_536

interface Entry {
  readonly feed: ModelFeed
  state: Subscription
  /** Of what is on its way. */
  bytes: number
}

/** One socket: reads frames, steps the machine of each model, and does what they decide. */
export class Connection {
  private readonly socket: WebSocket
  private readonly transport: Duplex
  private readonly hub: Hub
  private readonly rights: Rights
  private readonly subscriptions = new Map<string, Entry>()
  private readonly frames: TokenBucket
  private readonly openedMs: number
  private wanted: readonly string[] | 'all' = []
  private have: Readonly<Record<string, unknown>> = {}
  private greeted: 'no' | 'asking' | 'yes' = 'no'
  private lossy = false
  private heardMs: number
  private spokeMs: number

  /** @param transport what `socket` writes to */
  constructor(socket: WebSocket, transport: Duplex, { hub, peer }: { readonly hub: Hub; readonly peer: Peer }) {
    this.socket = socket
    this.transport = transport
    this.hub = hub
    this.rights = new Rights(hub.authorize, peer)
    this.openedMs = this.heardMs = this.spokeMs = hub.clock()
    this.frames = new TokenBucket(hub.limits.framesPerSecond, this.openedMs)
    socket.on('message', (bytes: Buffer, binary: boolean) => this.receive(bytes, binary))
    socket.on('ping', () => this.count())
    socket.on('pong', () => this.count())
  }

  subscribesTo(model: string): boolean {
    return this.subscriptions.has(model)
  }

  private count(): boolean {
    this.heardMs = this.hub.clock()
    if (this.frames.take(1, this.heardMs)) return true
    this.close(Close.BUSY, 'too many frames a second')
    return false
  }

  private receive(bytes: Buffer, binary: boolean): void {
    if (this.socket.readyState !== 1 || !this.count()) return
    if (!binary) {
      this.close(Close.MALFORMED, 'expected binary frames')
      return
    }
    if (this.greeted === 'no' && bytes.byteLength > this.hub.limits.helloBytes) {
      this.close(Close.TOO_BIG, 'the first frame must be a HELLO')
      return
    }
    try {
      this.take(decodeFrame(bytes, { bodyBytes: this.hub.limits.frameBytes }))
    } catch (error) {
      this.refuse(error)
    }
  }

  private refuse(error: unknown): void {
    if (!(error instanceof EddyError)) {
      this.close(Close.INTERNAL, 'internal error')
      return
    }
    const codes: Readonly<Record<string, number>> = {
      ERR_FRAME_VERSION: Close.VERSION,
      ERR_FRAME_TOO_BIG: Close.TOO_BIG,
    }
    this.close(codes[error.code] ?? Close.MALFORMED, error.message)
  }

  private take(frame: Frame): void {
    const { type, meta, epoch, version, stateHash } = frame
    if (type === FrameType.HELLO) {
      void this.hello(frame)
      return
    }
    if (this.greeted !== 'yes') {
      this.close(Close.MALFORMED, 'the first frame must be a HELLO')
      return
    }
    const model = typeof meta['model'] === 'string' ? meta['model'] : ''
    if (type === FrameType.ACK) {
      this.hub.metrics.acksTotal += 1
      this.step(model, { type: 'ack', mark: { epoch, version, hash: stateHash }, nowMs: this.heardMs })
    } else if (type === FrameType.RESYNC) {
      this.hub.metrics.resyncsTotal += 1
      this.step(model, { type: 'resync', nowMs: this.heardMs })
    } else if (type === FrameType.PING) this.send({ type: FrameType.PONG })
    else if (type === FrameType.SAMPLES) void this.samples(frame)
  }

  private async hello({ meta }: Frame): Promise<void> {
    if (this.greeted !== 'no') {
      this.close(Close.MALFORMED, 'HELLO was said already')
      return
    }
    this.greeted = 'asking'
    const { token, want, lossy } = meta
    if (typeof token === 'string') this.rights.token = token
    this.lossy = lossy === true
    this.have = typeof want === 'object' && want !== null ? (want as Readonly<Record<string, unknown>>) : {}
    const names = Object.keys(this.have)
    this.wanted = want === 'all' ? 'all' : names
    for (const name of names) {
      if (await this.rights.allow('subscribe', name)) continue
      this.close(
        this.rights.token === undefined ? Close.UNAUTHORIZED : Close.FORBIDDEN,
        `no right to subscribe to '${name}'`,
      )
      return
    }
    this.greeted = 'yes'
    this.send({
      type: FrameType.WELCOME,
      meta: {
        models: [...this.hub.feeds.keys()],
        heartbeatMs: HEARTBEAT_MS,
        limits: { frameBytes: this.hub.limits.frameBytes, chunkBytes: CHUNK_BYTES },
      },
    })
    for (const feed of this.hub.feeds.values()) void this.offer(feed)
  }

  /** A model there is, or there is now: subscribed to if it was asked for. */
  async offer(feed: ModelFeed): Promise<void> {
    if (this.greeted !== 'yes' || this.subscriptions.has(feed.name)) return
    const asked =
      this.wanted === 'all' ? await this.rights.allow('subscribe', feed.name) : this.wanted.includes(feed.name)
    if (!asked || this.subscriptions.has(feed.name)) return
    if (this.lossy) feed.startLossy()
    this.subscriptions.set(feed.name, { state: newSubscription, feed, bytes: 0 })
    const held = markFromMeta(this.have[feed.name])
    this.step(feed.name, { type: 'hello', held, latest: this.latestOf(feed), nowMs: this.hub.clock() })
  }

  private latestOf(feed: ModelFeed): Mark | undefined {
    return this.lossy ? feed.latestLossy : feed.latest
  }

  /** A model has a newer version. */
  published(feed: ModelFeed): void {
    const latest = this.latestOf(feed)
    if (latest) this.step(feed.name, { type: 'published', latest, nowMs: this.hub.clock() })
  }

  private step(model: string, event: SubscriptionEvent): void {
    const entry = this.subscriptions.get(model)
    if (!entry) return
    const { state, effect } = stepSubscription(entry.state, event)
    entry.state = state
    if (effect) this.perform(entry, effect)
  }

  private perform(entry: Entry, effect: SubscriptionEffect): void {
    const { feed } = entry
    if (effect.type === 'close') this.close(effect.code, effect.why)
    else if (effect.type === 'sendLatest') this.sendLatest(feed)
    else {
      const way = this.lossy ? feed.lossyWayFrom(effect.from) : feed.wayFrom(effect.from)
      if (!way) return
      if (way.kind === 'full') this.hub.metrics.fullTotal += 1
      else this.hub.metrics.deltaTotal += 1
      entry.bytes = way.messages.byteLength
      this.write(way.messages, way.frames)
    }
  }

  private sendLatest(feed: ModelFeed): void {
    const latest = this.latestOf(feed)
    if (!latest) return
    const { epoch, version, hash } = latest
    const meta = { model: feed.name, subscribers: this.hub.subscribers(feed.name) }
    this.send({ type: FrameType.LATEST, epoch, version, fence: feed.fence, stateHash: hash, meta })
  }

  private async samples(frame: Frame): Promise<void> {
    const stream = typeof frame.meta['stream'] === 'string' ? frame.meta['stream'] : ''
    if (!(await this.rights.allow('push', stream))) {
      this.close(
        this.rights.token === undefined ? Close.UNAUTHORIZED : Close.FORBIDDEN,
        `no right to push to '${stream}'`,
      )
      return
    }
    try {
      for (const answer of this.hub.takeSamples(frame)) this.send(answer)
    } catch (error) {
      this.refuse(error)
    }
  }

  private send(frame: Partial<Frame> & { readonly type: number }): void {
    this.write(webSocketMessages([encodeFrame(frame)]), 1)
  }

  /** Messages go to the transport as they are: nothing that ws sends can come between, as it compresses nothing here. */
  private write(messages: Uint8Array, frames: number): void {
    if (this.socket.readyState !== 1) return
    this.spokeMs = this.hub.clock()
    this.hub.metrics.sentFramesTotal += frames
    this.hub.metrics.sentBytesTotal += messages.byteLength
    this.transport.write(messages)
  }

  /** Heartbeats, and time limits. */
  tick(nowMs: number): void {
    if (this.greeted !== 'yes' && nowMs - this.openedMs > this.hub.limits.helloMs) {
      this.close(Close.UNAUTHORIZED, `no HELLO within ${this.hub.limits.helloMs} ms`)
      return
    }
    if (nowMs - this.heardMs > HEARTBEAT_MS + HEARTBEAT_GRACE_MS) {
      this.hub.metrics.closed(Close.SLOW)
      this.socket.terminate()
      return
    }
    for (const [model, { bytes }] of this.subscriptions) this.step(model, { type: 'tick', bytes, nowMs })
    if (nowMs - this.spokeMs < HEARTBEAT_MS || this.socket.bufferedAmount > BUSY_BYTES) return
    if (this.subscriptions.size === 0) this.send({ type: FrameType.PONG })
    for (const { feed } of this.subscriptions.values()) this.sendLatest(feed)
  }

  /** Says why, then closes. `afterMs`: when to come back. */
  close(code: number, why: string, afterMs = 0): void {
    if (this.socket.readyState !== 1) return
    this.hub.metrics.closed(code)
    this.send({ type: FrameType.BYE, meta: { code, why, reconnect: code >= 4500, afterMs } })
    // Reasons may take 123 bytes.
    this.socket.close(code, why.slice(0, 100).replace(/[^\x20-\x7e]/g, '?'))
    const timer = setTimeout(() => this.socket.terminate(), 1000)
    timer.unref()
  }
}
