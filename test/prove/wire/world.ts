import { createHash } from 'node:crypto'
import type { Broadcaster, Publication } from '../../../src/node.js'
import type { Mark } from '../../../src/broadcast/protocol.js'
import { load } from '../product.js'
import type { Setting } from '../proof.js'

const { createModel, dense, tanh } = await load<typeof import('../../../src/index.js')>('index.js')
const { createBroadcaster } = await load<typeof import('../../../src/node.js')>('node.js')

export const MODEL = 'm'
const INPUT = 31
/** Versions whose weights are kept. */
const RECENT = 200
export const probe: Float32Array = Float32Array.from({ length: INPUT }, (_, i) => Math.sin(i))

export const sha256 = (values: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')

/** A version as its trainer saw it: hashes of our own, so that the product's can't deceive us. */
export interface Version {
  /** Counts trainers. */
  readonly run: number
  readonly number: number
  readonly hash: bigint
  readonly shadowHash: bigint
  readonly sha256: string
  /** Empty for versions of long ago. */
  parameters: Float32Array
  readonly prediction: Float32Array
}

export const keyOf = ({ epoch, version }: Pick<Mark, 'epoch' | 'version'>): string => `${epoch}/${version}`

interface Feeds {
  readonly feeds: ReadonlyMap<string, { readonly latest?: Mark; readonly latestLossy?: Mark }>
}

export interface WorldOptions {
  readonly units?: number
  readonly clock?: () => number
  readonly host?: string
}

/** A trainer whose weights move as the dice say, and all that it ever published. */
export class World {
  readonly versions = new Map<string, Version>()
  latest: Version | undefined
  /** How far a weight moved from one version to the next, at most. */
  mostMoved = 0
  server!: Broadcaster
  private publication!: Publication
  private run = 0
  private readonly recent: Version[] = []
  port = 0
  private readonly model: ReturnType<typeof createModel>
  private readonly random: () => number
  private readonly options: WorldOptions

  private constructor(random: () => number, options: WorldOptions) {
    const { units = 64 } = options
    this.model = createModel({ input: INPUT, layers: [dense(units), tanh(), dense(3)], seed: 1 })
    this.random = random
    this.options = options
  }

  static async open({ random, after }: Setting, options: WorldOptions = {}): Promise<World> {
    const world = new World(random, options)
    await world.start()
    after(() => world.server.close())
    return world
  }

  private async start(): Promise<void> {
    const { clock, host } = this.options
    const limits = { framesPerSecond: 1e9 }
    const given = { ...(clock ? { clock } : {}), ...(host === undefined ? {} : { host }) }
    this.server = await createBroadcaster({ port: this.port, page: () => false, limits, ...given })
    this.port = this.server.port
    this.run += 1
    this.publication = this.server.publish(MODEL, this.model, { everyMs: 3_600_000, fence: this.run })
    this.note(0)
  }

  /** A few weights, or all of them a little, or all anew. */
  private move(given: number | undefined): number {
    const { parameters } = this.model
    const dice = this.random()
    const share = given ?? (dice < 0.6 ? 0.01 : 1)
    const size = dice < 0.9 ? 1e-3 : 0.5
    let moved = 0
    for (let i = 0; i < parameters.length; i++) {
      // Padding stays zero.
      if (parameters[i] === 0 || this.random() >= share) continue
      const before = parameters[i] ?? 0
      parameters[i] = before + size * (this.random() - 0.5)
      moved = Math.max(moved, Math.abs((parameters[i] ?? 0) - before))
    }
    return moved
  }

  /** `share` of the weights moved; default: as the dice say. */
  publish(share?: number): void {
    const moved = this.move(share)
    this.publication.publishNow()
    this.note(moved)
  }

  private note(moved: number): void {
    const feed = (this.server as unknown as Feeds).feeds.get(MODEL)
    const mark = feed?.latest
    if (!mark) return
    const parameters = Float32Array.from(this.model.parameters)
    this.latest = {
      run: this.run,
      number: mark.version,
      hash: mark.hash,
      shadowHash: feed.latestLossy?.hash ?? mark.hash,
      sha256: sha256(parameters),
      parameters,
      prediction: Float32Array.from(this.model.predict(probe)),
    }
    this.mostMoved = Math.max(this.mostMoved, moved)
    this.versions.set(keyOf(mark), this.latest)
    this.recent.push(this.latest)
    const old = this.recent.length > RECENT ? this.recent.shift() : undefined
    if (old) old.parameters = new Float32Array(0)
  }

  /** A new trainer takes the place of the old one, with a larger fence; it goes on from the same weights. */
  async restart(): Promise<void> {
    await this.server.close()
    await this.start()
  }
}
