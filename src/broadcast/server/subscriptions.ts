import { FrameType } from '../../snapshots/frame.js'
import {
  newSubscription,
  stepSubscription,
  type Subscription,
  type SubscriptionEffect,
  type SubscriptionEvent,
} from '../machines/subscription.js'
import type { ModelFeed } from '../modelFeed.js'
import { type Mark, sameMark } from '../protocol.js'
import type { Hub } from './hub.js'
import type { Outlet } from './outlet.js'

interface Entry {
  readonly feed: ModelFeed
  state: Subscription
  /** Of what is on its way. */
  bytes: number
}

/** The models one connection subscribes to: a machine for each, and what they decide, done. */
export class Subscriptions {
  private readonly outlet: Outlet
  private readonly hub: Hub
  private readonly lossy: boolean
  private readonly entries = new Map<string, Entry>()

  constructor(outlet: Outlet, hub: Hub, lossy: boolean) {
    this.outlet = outlet
    this.hub = hub
    this.lossy = lossy
  }

  has(model: string): boolean {
    return this.entries.has(model)
  }

  /** How many models. */
  get size(): number {
    return this.entries.size
  }

  /** `held`: what the subscriber said it has. */
  add(feed: ModelFeed, held: Mark | undefined): void {
    if (this.lossy) feed.startLossy()
    this.entries.set(feed.name, { state: newSubscription, feed, bytes: 0 })
    this.step(feed.name, { type: 'hello', held, latest: this.latestOf(feed), nowMs: this.hub.clock() })
  }

  private latestOf(feed: ModelFeed): Mark | undefined {
    return this.lossy ? feed.latestLossy : feed.latest
  }

  /** A model has a newer version. */
  published(feed: ModelFeed): void {
    // The shadow waits for who is ready for more: `step` asks then.
    if (this.lossy && this.entries.get(feed.name)?.state.inFlight) return
    const latest = this.latestOf(feed)
    if (latest) this.step(feed.name, { type: 'published', latest, nowMs: this.hub.clock() })
  }

  /** An ACK came; whether it answers a transfer that is on its way. */
  acknowledged(model: string, mark: Mark): boolean {
    const answers = sameMark(this.entries.get(model)?.state.inFlight, mark)
    this.step(model, { type: 'ack', mark, nowMs: this.hub.clock() })
    return answers
  }

  step(model: string, event: SubscriptionEvent): void {
    const entry = this.entries.get(model)
    if (!entry) return
    const answers = event.type === 'ack' || event.type === 'resync'
    const { state, effect } = stepSubscription(answers ? this.current(entry) : entry.state, event)
    entry.state = state
    if (effect) this.perform(entry, effect)
  }

  /** With the version that a way leads to now: not everyone has been told of it yet. */
  private current({ feed, state }: Entry): Subscription {
    const latest = this.latestOf(feed)
    if (latest === state.latest) return state
    const { held, inFlight, sinceMs } = state
    return { held, latest, inFlight, sinceMs }
  }

  private perform(entry: Entry, effect: SubscriptionEffect): void {
    const { feed } = entry
    if (effect.type === 'close') this.outlet.close(effect.code, effect.why)
    else if (effect.type === 'sendLatest') this.sendLatest(feed)
    else {
      const way = this.lossy ? feed.lossyWayFrom(effect.from) : feed.wayFrom(effect.from)
      if (!way) return
      if (way.kind === 'full') this.hub.metrics.fullTotal += 1
      else this.hub.metrics.deltaTotal += 1
      entry.bytes = way.bytes
      for (const packet of way.packets) this.outlet.write(packet, way.frames)
    }
  }

  private sendLatest(feed: ModelFeed): void {
    const latest = this.latestOf(feed)
    if (!latest) return
    const { epoch, version, hash } = latest
    const meta = { model: feed.name, subscribers: this.hub.subscribers(feed.name) }
    this.outlet.send({ type: FrameType.LATEST, epoch, version, fence: feed.fence, stateHash: hash, meta })
  }

  /** Time limits. */
  tick(nowMs: number): void {
    for (const [model, { bytes }] of this.entries) this.step(model, { type: 'tick', bytes, nowMs })
  }

  /** Heartbeats that say which version is the latest. */
  sayLatest(): void {
    if (this.entries.size === 0) this.outlet.send({ type: FrameType.PONG })
    for (const { feed } of this.entries.values()) this.sendLatest(feed)
  }
}
