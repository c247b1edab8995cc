import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { EddyError } from '../../error.js'
import { decodeFrame, type Frame, FrameType } from '../../snapshots/frame.js'
import type { ModelFeed } from '../modelFeed.js'
import { CHUNK_BYTES, Close, HEARTBEAT_GRACE_MS, HEARTBEAT_MS, markFromMeta, markToMeta } from '../protocol.js'
import type { Right } from './admission/access.js'
import { type Greeting, greetingFrom } from './admission/greeting.js'
import type { Hub } from './hub.js'
import { listedNames } from './listedNames.js'
import { Outlet } from './outlet.js'
import { Reception } from './reception.js'
import { type Peer, type Refusal, Rights } from './admission/rights.js'
import { Subscriptions } from './subscriptions.js'
import { TokenBucket } from './admission/tokenBucket.js'

/** Bytes waiting in the socket above which a heartbeat is left out: there is traffic already. */
const BUSY_BYTES = 65_536
/** Milliseconds that one who never said HELLO has to agree to its end. */
const STRANGER_GRACE_MS = 250

/** One socket: reads frames, and gives them to what they are for. */
export class Connection {
  private readonly outlet: Outlet
  private readonly hub: Hub
  private readonly rights: Rights
  private readonly frames: TokenBucket
  private readonly openedMs: number
  private readonly receptions = new Map<string, Reception>()
  private greeting: Greeting | undefined
  private subscriptions: Subscriptions | undefined
  private heardMs: number
  /** The model whose chunks come. */
  private receiving = ''
  /** WELCOME was said: models may follow. */
  private welcomed = false

  /** @param transport what `socket` writes to */
  constructor(socket: WebSocket, transport: Duplex, { hub, peer }: { readonly hub: Hub; readonly peer: Peer }) {
    this.outlet = new Outlet(socket, transport, hub)
    this.hub = hub
    this.rights = new Rights(hub.authorize, peer)
    this.openedMs = this.heardMs = hub.clock()
    this.frames = new TokenBucket(hub.limits.framesPerSecond, this.openedMs)
    socket.on('message', (bytes: Buffer, binary: boolean) => this.receive(bytes, binary))
    socket.on('ping', () => this.count())
    socket.on('pong', () => this.count())
    socket.on('close', () => hub.claims.release(this))
  }

  subscribesTo(model: string): boolean {
    return this.subscriptions?.has(model) === true
  }

  private count(): boolean {
    this.heardMs = this.hub.clock()
    if (this.frames.take(1, this.heardMs)) return true
    this.close(Close.BUSY, 'too many frames a second')
    return false
  }

  private receive(bytes: Buffer, binary: boolean): void {
    if (!this.outlet.open || !this.count()) return
    if (!binary) {
      this.close(Close.MALFORMED, 'expected binary frames')
      return
    }
    if (!this.greeting && bytes.byteLength > this.hub.limits.helloBytes) {
      this.close(Close.TOO_BIG, 'the first frame must be a HELLO')
      return
    }
    try {
      this.take(decodeFrame(bytes, this.hub.reading[bytes[5] === FrameType.ACK ? 'acks' : 'others']))
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
      ERR_FRAME_CUT: Close.DAMAGED,
      ERR_FRAME_CRC: Close.DAMAGED,
      ERR_FRAME_VERSION: Close.VERSION,
      ERR_FRAME_TOO_BIG: Close.TOO_BIG,
      ERR_MODEL_TOO_BIG: Close.TOO_BIG,
    }
    this.close(codes[error.code] ?? Close.MALFORMED, error.message)
  }

  private take(frame: Frame): void {
    const { type, meta, epoch, version, stateHash } = frame
    if (type === FrameType.HELLO) {
      this.hello(frame).catch((error: unknown) => this.refuse(error))
      return
    }
    const { subscriptions } = this
    if (!subscriptions) {
      this.close(Close.MALFORMED, 'the first frame must be a HELLO')
      return
    }
    const model = typeof meta['model'] === 'string' ? meta['model'] : ''
    if (type === FrameType.ACK) {
      this.hub.metrics.acksTotal += 1
      // An answer is no flood, however often the server has something new to say.
      if (subscriptions.acknowledged(model, { epoch, version, hash: stateHash })) this.frames.giveBack(1)
    } else if (type === FrameType.RESYNC) {
      this.hub.metrics.resyncsTotal += 1
      subscriptions.step(model, { type: 'resync', nowMs: this.heardMs })
    } else if (type === FrameType.PING) this.outlet.send({ type: FrameType.PONG })
    else if (type === FrameType.SAMPLES) void this.samples(frame)
    else if (type === FrameType.FULL || type === FrameType.DELTA) this.version(frame)
  }

  private async hello({ meta }: Frame): Promise<void> {
    if (this.greeting) {
      this.close(Close.MALFORMED, 'HELLO was said already')
      return
    }
    const greeting = greetingFrom(meta)
    this.greeting = greeting
    if (greeting.token !== undefined) this.rights.token = greeting.token
    const { want, publish } = greeting
    const any = typeof want === 'string'
    if (any && !this.unless(await this.rights.refusalOfAny([...this.hub.feeds.keys()]))) return
    for (const name of any ? [] : want.keys()) if (!(await this.may('subscribe', name))) return
    for (const name of publish.keys()) if (!(await this.may('publish', name))) return
    if (!this.outlet.open || !this.claim(greeting)) return
    this.subscriptions = new Subscriptions(this.outlet, this.hub, greeting.lossy)
    await this.welcome()
    for (const feed of this.hub.feeds.values()) void this.offer(feed)
  }

  /** Closes where the right isn't there. */
  private async may(right: Right, name: string): Promise<boolean> {
    return this.unless(await this.rights.refusal(right, name))
  }

  private unless(refusal: Refusal | undefined): boolean {
    if (refusal) this.close(refusal.code, refusal.why)
    return !refusal
  }

  private claim({ publish }: Greeting): boolean {
    for (const [name, claim] of publish) {
      const { refused, ousted } = this.hub.claims.take(name, claim, this)
      if (refused !== undefined) {
        this.close(Close.FENCED, refused)
        return false
      }
      if (ousted instanceof Connection) ousted.close(Close.FENCED, `another trainer publishes '${name}' now`)
      this.receptions.set(name, new Reception(name, claim, this.hub))
    }
    return true
  }

  /** With the names of the models that it may subscribe to: those of others are none of its business. */
  private async welcome(): Promise<void> {
    const { frameBytes, framesPerSecond } = this.hub.limits
    const models = listedNames(await this.rights.allowed('subscribe', this.hub.feeds.keys()))
    const held = [...this.receptions].flatMap(([name, { held: mark }]) => (mark ? [[name, markToMeta(mark)]] : []))
    this.outlet.send({
      type: FrameType.WELCOME,
      meta: {
        models,
        heartbeatMs: HEARTBEAT_MS,
        limits: { frameBytes, framesPerSecond, chunkBytes: CHUNK_BYTES },
        ...(held.length > 0 ? { held: Object.fromEntries(held) } : {}),
      },
    })
    this.welcomed = true
  }

  /** A model there is, or there is now: subscribed to if it was asked for. */
  async offer(feed: ModelFeed): Promise<void> {
    const { greeting, subscriptions } = this
    if (!greeting || !subscriptions || !this.welcomed || subscriptions.has(feed.name)) return
    const { want } = greeting
    // The first is the first that has something to send.
    const waits = (): boolean => want !== 'first' || (subscriptions.size === 0 && feed.latest !== undefined)
    if (!waits()) return
    const asked = typeof want === 'string' ? await this.rights.allow('subscribe', feed.name) : want.has(feed.name)
    if (!asked || subscriptions.has(feed.name) || !waits()) return
    subscriptions.add(feed, markFromMeta(typeof want === 'string' ? undefined : want.get(feed.name)))
  }

  /** A model has a newer version. */
  published(feed: ModelFeed): void {
    this.subscriptions?.published(feed)
  }

  /** A part of a model that this client publishes; the name is in the first one only. */
  private version(frame: Frame): void {
    const first = frame.meta['model']
    const name = typeof first === 'string' ? first : this.receiving
    const reception = this.receptions.get(name)
    if (!reception || !this.hub.claims.of(name, this)) {
      this.close(Close.FORBIDDEN, `this connection does not publish '${name}': HELLO must say so`)
      return
    }
    this.receiving = name
    const answer = reception.take(frame)
    // A model of many parts is no flood either: who publishes it sends one at a time, and waits.
    if (answer?.type !== FrameType.RESYNC) this.frames.giveBack(1)
    if (answer) this.outlet.send(answer)
  }

  private async samples(frame: Frame): Promise<void> {
    const stream = typeof frame.meta['stream'] === 'string' ? frame.meta['stream'] : ''
    if (!(await this.may('push', stream))) return
    try {
      this.hub.takeSamples(frame, (answer) => {
        if (!this.outlet.open) return
        this.outlet.send(answer)
        // It has no credits: until the next sweep, what it sends all the same stays in its own memory.
        if (answer.type === FrameType.FLOW) this.outlet.pauseReading()
      })
    } catch (error) {
      this.refuse(error)
    }
  }

  /** Heartbeats, and time limits. */
  tick(nowMs: number): void {
    this.outlet.resumeReading()
    if (!this.subscriptions && nowMs - this.openedMs > this.hub.limits.helloMs) {
      this.close(Close.UNAUTHORIZED, `no HELLO within ${this.hub.limits.helloMs} ms`)
      return
    }
    if (nowMs - this.heardMs > HEARTBEAT_MS + HEARTBEAT_GRACE_MS) {
      this.outlet.cut(Close.SLOW)
      return
    }
    this.subscriptions?.tick(nowMs)
    if (nowMs - this.outlet.spokeMs < HEARTBEAT_MS || this.outlet.waitingBytes > BUSY_BYTES) return
    this.subscriptions?.sayLatest()
  }

  /** Says why, then closes. `afterMs`: when to come back. */
  close(code: number, why: string, afterMs = 0): void {
    this.outlet.close(code, why, { afterMs, ...(this.subscriptions ? {} : { graceMs: STRANGER_GRACE_MS }) })
  }
}
