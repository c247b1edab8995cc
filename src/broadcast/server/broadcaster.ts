import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { onAbort } from '../../abort.js'
import { type AsyncClosing, closedBy } from '../../closing.js'
import { EddyError } from '../../error.js'
import type { Model } from '../../operators/model.js'
import type { Learner } from '../../operators/learner/learner.js'
import { ModelFeed } from '../modelFeed.js'
import { Close } from '../protocol.js'
import {
  ownedPublication,
  type Publication,
  type Publishing,
  startPublication,
  stoppedPublication,
  type TakeVersion,
} from '../publication.js'
import type { Published } from '../published.js'
import { checkPublishing, fenceOf, type PublishOptions } from '../publishOptions.js'
import { allowedByDefault, bearerToken, originAllowed } from './admission/access.js'
import { Claims } from './admission/claims.js'
import { Connection } from './connection.js'
import type { BroadcasterOptions } from './broadcasterOptions.js'
import { readingWith } from '../recentMetadata.js'
import { checkBroadcaster, limitsFrom } from './checkOptions.js'
import { closeServer } from './http/closeServer.js'
import { Door, type Refusal } from './http/door.js'
import type { Hub } from './hub.js'
import { BroadcastMetrics } from './metrics.js'
import { SampleIntake } from './sampleIntake.js'
import type { SampleStream, SampleStreamOptions } from './sampleStream.js'
import { webSocketMessages } from './webSocketMessage.js'

const SWEEP_MS = 250
/** Sockets written to between two turns of the event loop. */
const FAN_OUT = 128

const pack = (frames: readonly Uint8Array[]): readonly Uint8Array[] => [webSocketMessages(frames)]

/** A server of models. `await using` closes it. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the static block below defines what the interface declares.
export class Broadcaster {
  static {
    closedBy(Broadcaster.prototype, (broadcaster) => broadcaster.close())
  }

  readonly metrics: BroadcastMetrics = new BroadcastMetrics()
  private readonly server: Server | SecureServer
  private readonly options: BroadcasterOptions
  private readonly door: Door
  private readonly connections = new Set<Connection>()
  private readonly addresses = new Map<string, number>()
  private readonly feeds = new Map<string, ModelFeed>()
  private readonly publications = new Set<Publishing>()
  private readonly intake = new SampleIntake()
  private readonly hub: Hub
  private readonly sweep: NodeJS.Timeout
  private readonly unfollow: () => void

  constructor(server: Server | SecureServer, options: BroadcasterOptions) {
    checkBroadcaster(options, server)
    this.server = server
    this.options = options
    const limits = limitsFrom(options.limits ?? {})
    this.hub = {
      feeds: this.feeds,
      metrics: this.metrics,
      authorize: options.authorize ?? allowedByDefault,
      limits,
      reading: readingWith(limits.frameBytes),
      clock: options.clock ?? (() => performance.now()),
      subscribers: (model) => [...this.connections].filter((connection) => connection.subscribesTo(model)).length,
      claims: new Claims(),
      relay: (model, published, fence) => this.relay(model, published, fence),
      takeSamples: (frame, answer) => {
        this.intake.take(frame, answer)
        this.metrics.samplesTotal = this.intake.taken
        this.metrics.samplesRejectedTotal = this.intake.rejected
      },
    }
    this.door = new Door(server, {
      metrics: this.metrics,
      page: options.page,
      maxPayload: limits.frameBytes + 32_768,
      refusal: (request) => this.refusal(request),
      accept: (socket, transport, request) => this.accept(socket, transport, request),
    })
    this.sweep = setInterval(() => this.tick(), SWEEP_MS)
    this.sweep.unref()
    this.unfollow = onAbort(options.signal, () => void this.close())
  }

  get port(): number {
    return (this.server.address() as AddressInfo | null)?.port ?? 0
  }

  /** Where the page is. Subscribers take the same with ws:// in place of http://. */
  get url(): string {
    return `${'setSecureContext' in this.server ? 'https' : 'http'}://localhost:${this.port}`
  }

  private refusal(request: IncomingMessage): Refusal | undefined {
    const { connections, connectionsPerAddress } = this.hub.limits
    const address = request.socket.remoteAddress ?? ''
    if (!originAllowed(request, this.options.origins ?? [])) return { status: '403 Forbidden', code: Close.FORBIDDEN }
    if (this.connections.size >= connections || (this.addresses.get(address) ?? 0) >= connectionsPerAddress) {
      return { status: '503 Service Unavailable', code: Close.BUSY }
    }
    return undefined
  }

  private accept(socket: WebSocket, transport: Duplex, request: IncomingMessage): void {
    const address = request.socket.remoteAddress ?? ''
    const peer = { address, origin: request.headers.origin, token: bearerToken(request) }
    const connection = new Connection(socket, transport, { hub: this.hub, peer })
    this.connections.add(connection)
    this.addresses.set(address, (this.addresses.get(address) ?? 0) + 1)
    this.metrics.connections = this.connections.size
    this.metrics.connectionsTotal += 1
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      this.connections.delete(connection)
      const left = (this.addresses.get(address) ?? 1) - 1
      if (left > 0) this.addresses.set(address, left)
      else this.addresses.delete(address)
      this.metrics.connections = this.connections.size
    })
  }

  private tick(): void {
    const nowMs = this.hub.clock()
    for (const connection of this.connections) connection.tick(nowMs)
  }

  /**
   * Publishes a learner or a model under a name, now and while it learns: a version whenever something was learned, at
   * most every `everyMs`. Slow subscribers skip versions. After `stop()` subscribers keep the last version, as that of a
   * trainer elsewhere that went away, until something is published under the name again.
   *
   * @throws {EddyError} ERR_MODEL_NAME if the name is taken, or not a text of 1 to 256 bytes; ERR_OPTION; ERR_FENCED for
   *   a fence smaller than that of what was published under the name before; ERR_CLOSED
   */
  publish(name: string, source: Learner | Model, options: PublishOptions = {}): Publication {
    if (this.door.draining)
      throw new EddyError('ERR_CLOSED', `publish: the broadcaster is closed, '${name}' has no server`)
    checkPublishing('publish', name, source, options)
    if (options.signal?.aborted) return stoppedPublication()
    const fence = fenceOf(source, options)
    const owner = {}
    this.hub.claims.reserve(name, fence, owner)
    try {
      const started = startPublication(source, options, this.takeAs(name, fence))
      const publishing: Publishing = {
        get version() {
          return started.version
        },
        publishNow: started.publishNow,
        stop: () => {
          started.stop()
          this.publications.delete(publishing)
          this.hub.claims.release(owner)
        },
      }
      const publication = ownedPublication(publishing, options.signal)
      this.publications.add(publication)
      return publication
    } catch (error) {
      this.hub.claims.release(owner)
      throw error
    }
  }

  /** A new run under a name; what was published under it before stays until its first version. */
  private takeAs(name: string, fence: number): TakeVersion {
    const epoch = randomBytes(8).readBigUInt64LE()
    const feed = this.feeds.get(name) ?? new ModelFeed(name, { epoch, fence, pack })
    feed.begin(epoch, fence)
    this.feeds.set(name, feed)
    return (columns, about) => {
      feed.subscribers = this.hub.subscribers(name)
      const { version } = feed.publish(columns, about)
      this.metrics.publishedTotal += 1
      this.fanOut(feed)
      return version
    }
  }

  /** A version that a trainer elsewhere published here. */
  private relay(name: string, published: Published, fence: number): void {
    const { epoch } = published.mark
    const feed = this.feeds.get(name) ?? new ModelFeed(name, { epoch, fence, pack })
    this.feeds.set(name, feed)
    feed.subscribers = this.hub.subscribers(name)
    feed.relay(published, fence)
    this.metrics.publishedTotal += 1
    this.fanOut(feed)
  }

  /** Tells everyone, some sockets at a time, so that the trainer isn't held up. */
  private fanOut(feed: ModelFeed): void {
    const waiting = [...this.connections]
    const turn = (): void => {
      for (const connection of waiting.splice(0, FAN_OUT)) {
        if (connection.subscribesTo(feed.name)) connection.published(feed)
        else void connection.offer(feed)
      }
      if (waiting.length > 0) setImmediate(turn)
    }
    turn()
  }

  /**
   * Samples that clients push to a stream of this name; the options count the first time. What the stream has handed out
   * is acknowledged (with `durable`: what is on disk). `learn` is done with a sample by then; an operator that works later
   * and queues meanwhile, as `concatMap`, holds nobody back unless you call `pause()` on the stream when the queue is long
   * and `resume()` when it is short again, and what it still holds is lost with the process.
   */
  samples(name: string, options?: SampleStreamOptions): SampleStream {
    return this.intake.stream(name, options)
  }

  /** Stops publishing, asks everyone to come back later, and closes; a server of your own stays open. */
  async close(): Promise<void> {
    this.door.draining = true
    this.unfollow()
    clearInterval(this.sweep)
    for (const publication of [...this.publications]) publication.stop()
    this.intake.complete()
    const waiting = [...this.connections]
    while (waiting.length > 0) {
      for (const connection of waiting.splice(0, FAN_OUT))
        connection.close(Close.DRAINING, 'the server is closing', 500)
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (!this.options.server) await closeServer(this.server)
    this.door.close()
  }
}

export interface Broadcaster extends AsyncClosing {}
