import { createRandom } from '../../../src/index.js'
import {
  newSubscriber,
  stepSubscriber,
  type Subscriber,
  type SubscriberEvent,
  type Update,
} from '../../../src/broadcast/machines/subscriber.js'
import {
  newSubscription,
  stepSubscription,
  type Subscription,
  type SubscriptionEvent,
} from '../../../src/broadcast/machines/subscription.js'
import { type Mark, sameMark } from '../../../src/broadcast/protocol.js'

/*
 * One subscriber, one trainer at a time, and a network that loses, delays, cuts and corrupts; driven from a seed. The
 * state of a model is stood in for by a number, its hash: a delta is right only on top of the state it was made for.
 */

type Down =
  | { readonly kind: 'update'; readonly update: Update; readonly base: Mark | undefined; readonly broken: boolean }
  | { readonly kind: 'latest'; readonly mark: Mark; readonly fence: number }
type Up =
  | { readonly kind: 'hello'; readonly held: Mark | undefined }
  | { readonly kind: 'ack'; readonly mark: Mark }
  | { readonly kind: 'resync' }
  | { readonly kind: 'ping' }

interface Trainer {
  readonly epoch: bigint
  readonly fence: number
  latest: Mark | undefined
  /** What deltas can start from. */
  ring: Mark[]
}

export interface Seen {
  readonly mark: Mark
  readonly fence: number
}

const RING = 4

export class Simulation {
  nowMs = 0
  subscriber: Subscriber = newSubscriber
  readonly emitted: Seen[] = []
  transfers = 0
  private readonly random: () => number
  private trainer: Trainer
  private subscription: Subscription | undefined
  private connected = false
  private down: Down[] = []
  private up: Up[] = []
  /** The state the client really has. */
  private body: Mark | undefined
  private nextEpoch = 1n

  constructor(seed: number) {
    const { next } = createRandom(seed)
    this.random = next
    this.trainer = { epoch: 0n, fence: 1, latest: undefined, ring: [] }
    this.client({ type: 'start', nowMs: 0 })
  }

  private client(event: SubscriberEvent): void {
    const { state, effects } = stepSubscriber(this.subscriber, event)
    this.subscriber = state
    for (const effect of effects) {
      if (effect.type === 'connect') this.connect()
      else if (effect.type === 'hello') this.up.push({ kind: 'hello', held: effect.held })
      else if (effect.type === 'ack') this.up.push({ kind: 'ack', mark: effect.mark })
      else if (effect.type === 'resync') this.up.push({ kind: 'resync' })
      else if (effect.type === 'ping') this.up.push({ kind: 'ping' })
      else if (effect.type === 'emit' && state.held) this.emitted.push({ mark: state.held, fence: state.fence })
      else if (effect.type === 'close') this.cut()
    }
  }

  private server(event: SubscriptionEvent): void {
    if (!this.subscription) return
    const { state, effect } = stepSubscription(this.subscription, event)
    this.subscription = state
    if (effect?.type === 'close') this.cut()
    else if (effect?.type === 'sendLatest') this.sendLatest()
    else if (effect) this.send(effect.from, effect.to)
  }

  private send(from: Mark | undefined, to: Mark): void {
    this.transfers += 1
    const base = from && this.trainer.ring.some((mark) => sameMark(mark, from)) ? from : undefined
    const update = { full: !base, mark: to, baseVersion: base?.version ?? 0, fence: this.trainer.fence }
    this.down.push({ kind: 'update', update, base, broken: false })
  }

  private sendLatest(): void {
    const { latest, fence } = this.trainer
    if (latest) this.down.push({ kind: 'latest', mark: latest, fence })
  }

  private connect(): void {
    this.connected = true
    this.down = []
    this.up = []
    this.client({ type: 'opened', nowMs: this.nowMs })
  }

  cut(): void {
    if (!this.connected) return
    this.connected = false
    this.down = []
    this.up = []
    this.subscription = undefined
    this.client({ type: 'closed', code: 1006, why: 'cut', nowMs: this.nowMs, random: this.random() })
  }

  publish(): void {
    const { trainer } = this
    if (trainer.latest) trainer.ring = [...trainer.ring, trainer.latest].slice(-RING)
    const hash = BigInt(Math.floor(this.random() * 2 ** 40))
    trainer.latest = { epoch: trainer.epoch, version: (trainer.latest?.version ?? 0) + 1, hash }
    this.server({ type: 'published', latest: trainer.latest, nowMs: this.nowMs })
  }

  /** A new trainer takes over, with a fence at least as high; it may have learned nothing yet that the old one hadn't. */
  restart(): void {
    const before = this.trainer.latest
    this.cut()
    this.trainer = {
      epoch: this.nextEpoch++,
      fence: this.trainer.fence + (this.random() < 0.5 ? 1 : 0),
      latest: undefined,
      ring: [],
    }
    this.publish()
    if (before && this.trainer.latest && this.random() < 0.5) {
      this.trainer.latest = { ...this.trainer.latest, hash: before.hash }
    }
  }

  /** A frame of a trainer that was replaced and doesn't know it. */
  zombie(): void {
    if (!this.connected || this.trainer.fence < 2) return
    const mark = { epoch: 999n, version: 1 + Math.floor(this.random() * 50), hash: 7n }
    const update = { full: true, mark, baseVersion: 0, fence: this.trainer.fence - 1 }
    if (this.subscriber.fence > update.fence) this.down.push({ kind: 'update', update, base: undefined, broken: false })
  }

  corrupt(): void {
    this.down = this.down.map((message) => (message.kind === 'update' ? { ...message, broken: true } : message))
  }

  deliverDown(): void {
    const message = this.down.shift()
    if (!message) return
    if (message.kind === 'latest') {
      this.client({ type: 'latest', mark: message.mark, fence: message.fence, nowMs: this.nowMs })
      return
    }
    if (message.broken) {
      this.client({ type: 'refused', why: 'checksum' })
      return
    }
    this.client({ type: 'update', update: message.update, nowMs: this.nowMs })
    if (this.subscriber.phase !== 'applying') return
    const right = message.update.full || this.body?.hash === message.base?.hash
    if (!right) {
      this.client({ type: 'refused', why: 'hash' })
      return
    }
    this.body = message.update.mark
    this.client({ type: 'verified', nowMs: this.nowMs })
  }

  deliverUp(): void {
    const message = this.up.shift()
    if (!message) return
    if (message.kind === 'hello') {
      this.subscription = newSubscription
      this.server({ type: 'hello', nowMs: this.nowMs, held: message.held, latest: this.trainer.latest })
    } else if (message.kind === 'ack') this.server({ type: 'ack', nowMs: this.nowMs, mark: message.mark })
    else if (message.kind === 'resync') this.server({ type: 'resync', nowMs: this.nowMs })
    else this.sendLatest()
  }

  pass(ms: number): void {
    this.nowMs += ms
    this.client({ type: 'tick', nowMs: this.nowMs })
    this.server({ type: 'tick', bytes: 1000, nowMs: this.nowMs })
  }

  /** One random thing. */
  chaos(): void {
    const dice = this.random()
    if (dice < 0.3) this.deliverDown()
    else if (dice < 0.55) this.deliverUp()
    else if (dice < 0.75) this.publish()
    else if (dice < 0.9) this.pass(this.random() < 0.1 ? 20_000 : 300)
    else if (dice < 0.94) this.cut()
    else if (dice < 0.96) this.corrupt()
    else if (dice < 0.98) this.zombie()
    else this.restart()
  }

  /** The network is well again for a while. */
  calm(): void {
    for (let round = 0; round < 200; round++) {
      while (this.down.length + this.up.length > 0) {
        this.deliverUp()
        this.deliverDown()
      }
      this.pass(500)
    }
  }

  get current(): boolean {
    return sameMark(this.subscriber.held, this.trainer.latest) && this.body?.hash === this.trainer.latest?.hash
  }
}
