import { type Column, type ColumnShape, encodeBody } from '../snapshots/column.js'
import { columnList } from '../snapshots/columnList.js'
import { encodeDelta } from '../snapshots/deltas/deltaCodec.js'
import type { State } from '../snapshots/deltas/shadow.js'
import type { SnapshotAbout } from '../snapshots/about.js'
import { encodeMetadata, type Metadata } from '../snapshots/metadata.js'
import { stateHashOf } from '../snapshots/xxHash32.js'
import { LossyShadow } from './lossyShadow.js'
import type { Mark } from './protocol.js'
import type { Published } from './published.js'
import { StepRing } from './stepRing.js'
import { cutTransfer } from './transfer.js'

/** What brings a subscriber to the latest version, encoded once for all that need the same. */
export interface Way {
  /** As `pack` made them of the frames. */
  readonly packets: readonly Uint8Array[]
  readonly bytes: number
  readonly frames: number
  readonly kind: 'full' | 'delta'
}

export interface FeedOptions {
  /** Random, one per run of a trainer. */
  readonly epoch: bigint
  readonly fence: number
  /** Makes frames ready for the wire; default: as they are. */
  readonly pack?: (frames: readonly Uint8Array[]) => readonly Uint8Array[]
}

interface Cut {
  readonly body: Uint8Array
  readonly baseVersion: number
  readonly lossy: boolean
}

const shapesOf = (columns: readonly Column[]): readonly ColumnShape[] =>
  columns.map(({ name, type, length }) => ({ name, type, length }))

/**
 * The published versions of one model: the latest as it is, and a ring of the steps that led there. Memory is bounded by
 * a multiple of the state's size, however many subscribers there are and however far behind.
 */
export class ModelFeed {
  readonly name: string
  /** Of what this process publishes. */
  private run: { readonly epoch: bigint; readonly fence: number }
  private lastFence: number
  private readonly pack: NonNullable<FeedOptions['pack']>
  private published: Published | undefined
  private readonly steps = new StepRing()
  private shadow: LossyShadow | undefined
  /** Ways to the latest version, and to the shadow, by the version they start from; -1 is nothing. */
  private readonly ways = new Map<number, Way>()
  private readonly lossyWays = new Map<number, Way>()
  private wantsLossy = false
  /** Of this model, when it was published last. */
  subscribers = 0

  constructor(name: string, { epoch, fence, pack = (frames) => frames }: FeedOptions) {
    this.name = name
    this.run = { epoch, fence }
    this.lastFence = fence
    this.pack = pack
  }

  get fence(): number {
    return this.lastFence
  }

  /** The latest, whole: what a delta from elsewhere is applied to. */
  get state(): State | undefined {
    return this.published?.state
  }

  get latest(): Mark | undefined {
    return this.published?.mark
  }

  get about(): SnapshotAbout | undefined {
    return this.published?.about
  }

  /** The state for lossy subscribers, as a version: asking for it moves the shadow up to the latest. */
  get latestLossy(): Mark | undefined {
    const { published } = this
    if (!published || !this.wantsLossy) return published?.mark
    this.shadow ??= new LossyShadow(published)
    if (this.shadow.follow(published)) this.lossyWays.clear()
    return this.shadow.published.mark
  }

  get bodyBytes(): number {
    return this.published?.state.body.byteLength ?? 0
  }

  /** What `publish` takes next belongs to another run; until then the last version stays. */
  begin(epoch: bigint, fence: number): void {
    this.run = { epoch, fence }
  }

  /** Takes the next version. Keeps the columns' values by copy. */
  publish(columns: readonly Column[], about: SnapshotAbout): Mark {
    const { epoch, fence } = this.run
    const state: State = { shapes: shapesOf(columns), body: encodeBody(columns) }
    const before = this.latest?.epoch === epoch ? this.latest.version : 0
    const mark = { epoch, version: before + 1, hash: stateHashOf(state.body) }
    this.relay({ mark, state, about }, fence)
    return mark
  }

  /**
   * Takes a version as another process published it; `state` is kept. Its first of an epoch starts anew.
   *
   * @throws {EddyError} ERR_METADATA for what no frame can carry; the version before stays
   */
  relay(next: Published, fence: number): void {
    // Now and not in the middle of a transfer: numbers may take more bytes here than where they come from.
    encodeMetadata({ ...this.metaOf(next), subscribers: 0xffff_ffff, bytes: 0xffff_ffff })
    if (this.published?.mark.epoch !== next.mark.epoch) this.forget()
    this.lastFence = fence
    const before = this.published
    if (before) this.steps.add(before.mark, before.state, next.state)
    this.published = next
    this.ways.clear()
  }

  private forget(): void {
    this.steps.clear()
    this.published = undefined
    this.shadow = undefined
    this.lossyWays.clear()
  }

  /** From now on there is a shadow, which begins as the latest version. */
  startLossy(): void {
    this.wantsLossy = true
    if (this.published) this.shadow ??= new LossyShadow(this.published)
  }

  /** The cheapest way from what a subscriber holds (nothing: undefined) to the latest version. */
  wayFrom(from: Mark | undefined): Way | undefined {
    if (!this.published) return undefined
    return this.cheapest(this.published, from, { steps: this.steps, ways: this.ways })
  }

  /** The same to the shadow for a lossy subscriber: one rounded step, an exact delta, or the whole shadow. */
  lossyWayFrom(from: Mark | undefined): Way | undefined {
    const { latestLossy: to, shadow } = this
    if (!shadow) return this.wayFrom(from)
    const rounded = from && shadow.stepFrom(from)
    if (rounded) return this.roundedWay(shadow.published, from, rounded)
    const known = from && shadow.steps.has(from)
    // Where the shadow is the model itself, there may be a way from an older version of that.
    if (!known && to?.hash === this.latest?.hash) return this.wayFrom(from)
    return this.cheapest(shadow.published, from, { steps: shadow.steps, ways: this.lossyWays })
  }

  private roundedWay(to: Published, { version }: Mark, body: Uint8Array): Way {
    const way = this.lossyWays.get(version) ?? this.cut(to, { body, baseVersion: version, lossy: true })
    this.lossyWays.set(version, way)
    return way
  }

  private cheapest(
    to: Published,
    from: Mark | undefined,
    { steps, ways }: { readonly steps: StepRing; readonly ways: Map<number, Way> },
  ): Way {
    const base = from && steps.has(from) ? from.version : -1
    const known = ways.get(base)
    if (known) return known
    const delta = base === -1 ? undefined : encodeDelta(steps.deltaFrom(base))
    const whole = { body: to.state.body, baseVersion: 0, lossy: false }
    // A delta that isn't smaller only adds work.
    const smaller = delta && delta.byteLength < to.state.body.byteLength
    const way = this.cut(to, smaller ? { body: delta, baseVersion: base, lossy: false } : whole)
    ways.set(base, way)
    return way
  }

  private metaOf({ state, about }: Published): Metadata {
    return { model: this.name, columns: columnList(state.shapes), about, subscribers: this.subscribers }
  }

  private cut(to: Published, { body, baseVersion, lossy }: Cut): Way {
    const { epoch, version, hash } = to.mark
    const frames = cutTransfer({
      full: baseVersion === 0,
      lossy,
      epoch,
      version,
      baseVersion,
      fence: this.fence,
      stateHash: hash,
      meta: this.metaOf(to),
      body,
    })
    const packets = this.pack(frames)
    const bytes = packets.reduce((sum, { byteLength }) => sum + byteLength, 0)
    return { packets, bytes, frames: frames.length, kind: baseVersion === 0 ? 'full' : 'delta' }
  }
}
