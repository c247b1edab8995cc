import { EddyError } from '../../error.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import type { Column } from '../../snapshots/column.js'
import { decodeFrame, type Frame, FrameType } from '../../snapshots/frame.js'
import {
  newPublisher,
  type Publisher,
  type PublisherEffect,
  type PublisherEvent,
  stepPublisher,
} from '../machines/publisher.js'
import { ModelFeed } from '../modelFeed.js'
import { epochToMeta, markFromMeta } from '../protocol.js'
import { Line } from './line.js'
import type { PublishToOptions } from './publishToOptions.js'
import { closeError } from './socket.js'

const TICK_MS = 250

export interface PublishLinkEvents {
  readonly acknowledged: (version: number) => void
  readonly error: (error: EddyError) => void
}

/** One model's way to a server elsewhere: does what the publisher machine decides. */
export class PublishLink {
  private readonly feed: ModelFeed
  private readonly epoch: bigint
  private readonly options: PublishToOptions
  private readonly events: PublishLinkEvents
  private readonly clock: () => number
  private readonly line: Line
  private readonly timer: ReturnType<typeof setInterval>
  private state: Publisher = newPublisher
  /** Of what is on its way. */
  private bytes = 0
  private retryAfterMs = 0

  constructor(
    { url, name, epoch }: { readonly url: string; readonly name: string; readonly epoch: bigint },
    options: PublishToOptions,
    events: PublishLinkEvents,
  ) {
    this.epoch = epoch
    this.feed = new ModelFeed(name, { epoch, fence: options.fence ?? 0 })
    this.options = options
    this.events = events
    this.clock = options.clock ?? (() => performance.now())
    this.line = new Line(url, options.token, {
      opened: () => this.step({ type: 'opened', nowMs: this.clock() }),
      message: (bytes) => this.receive(bytes),
      closed: (code, why) => this.closed(code, why),
    })
    this.timer = setInterval(() => this.step({ type: 'tick', bytes: this.bytes, nowMs: this.clock() }), TICK_MS)
    this.step({ type: 'start', nowMs: this.clock() })
  }

  /** Takes a version; returns its number. */
  publish(columns: readonly Column[], about: SnapshotAbout): number {
    const latest = this.feed.publish(columns, about)
    this.step({ type: 'published', latest, nowMs: this.clock() })
    return latest.version
  }

  stop(): void {
    this.step({ type: 'stop' })
    clearInterval(this.timer)
    this.line.drop()
  }

  private step(event: PublisherEvent): void {
    const { state, effects } = stepPublisher(this.state, event)
    this.state = state
    for (const effect of effects) this.perform(effect)
  }

  private perform(effect: PublisherEffect): void {
    switch (effect.type) {
      case 'connect':
        this.line.connect()
        break
      case 'hello':
        this.hello()
        break
      case 'ping':
        this.line.send({ type: FrameType.PING })
        break
      case 'send': {
        const way = this.feed.wayFrom(effect.from)
        this.bytes = way?.bytes ?? 0
        for (const frame of way?.packets ?? []) this.line.sendBytes(frame)
        break
      }
      case 'cut':
        this.line.drop()
        this.closed(1006, effect.why)
        break
      case 'fail':
        this.stop()
        this.events.error(closeError('publishTo', effect.code, effect.why))
    }
  }

  private hello(): void {
    const { token, fence = 0 } = this.options
    const publish = { [this.feed.name]: { epoch: epochToMeta(this.epoch), fence } }
    this.line.send({ type: FrameType.HELLO, meta: { want: {}, publish, ...(token === undefined ? {} : { token }) } })
  }

  private closed(code: number, why: string): void {
    const random = (this.options.random ?? Math.random)()
    this.step({ type: 'closed', code, why, nowMs: this.clock(), random, afterMs: this.retryAfterMs })
    this.retryAfterMs = 0
  }

  private receive(bytes: Uint8Array): void {
    try {
      this.take(decodeFrame(bytes))
    } catch (error) {
      if (!(error instanceof EddyError)) throw error
      if (error.code !== 'ERR_FRAME_VERSION') return
      this.stop()
      this.events.error(error)
    }
  }

  private take({ type, meta, epoch, version, stateHash }: Frame): void {
    const nowMs = this.clock()
    if (type === FrameType.WELCOME) {
      const held = (meta['held'] ?? {}) as Readonly<Record<string, unknown>>
      this.step({ type: 'welcome', held: markFromMeta(held[this.feed.name]), nowMs })
    } else if (type === FrameType.ACK) {
      this.step({ type: 'ack', mark: { epoch, version, hash: stateHash }, nowMs })
      this.events.acknowledged(version)
    } else if (type === FrameType.RESYNC) this.step({ type: 'resync', nowMs })
    else {
      if (type === FrameType.BYE && typeof meta['afterMs'] === 'number') this.retryAfterMs = meta['afterMs']
      this.step({ type: 'heard', nowMs })
    }
  }
}
