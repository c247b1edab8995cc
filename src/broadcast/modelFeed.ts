import { type Column, type ColumnShape, encodeBody } from '../snapshots/column.js'
import { type Delta, diff } from '../snapshots/deltas/delta.js'
import { encodeDelta, Encoding } from '../snapshots/deltas/deltaCodec.js'
import { mergeDeltas } from '../snapshots/deltas/mergeDeltas.js'
import { encodeLossy, type State } from '../snapshots/deltas/shadow.js'
import type { SnapshotAbout } from '../snapshots/about.js'
import { columnList } from '../snapshots/columnList.js'
import { stateHashOf } from '../snapshots/xxHash32.js'
import { type Mark, sameMark } from './protocol.js'
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

/** A version with its state. */
export interface Published {
  readonly mark: Mark
  readonly state: State
  readonly about: SnapshotAbout
}

interface Step {
  readonly from: Mark
  readonly delta: Delta
}

/** Memory for deltas of the past, as a multiple of the state; and how many at most. */
const RING_STATES = 4
const RING_LENGTH = 64

const shapesOf = (columns: readonly Column[]): readonly ColumnShape[] =>
  columns.map(({ name, type, length }) => ({ name, type, length }))

const deltaBytes = ({ columns }: Delta): number =>
  columns.reduce((sum, column) => {
    if (column.kind === 'same') return sum
    if (column.kind === 'replaced') return sum + column.words.byteLength
    return sum + column.differences.byteLength * (column.kind === 'sparse' ? 2 : 1)
  }, 0)

/**
 * The published versions of one model: the latest as it is, and a ring of the steps that led there. Memory is bounded by
 * a multiple of the state's size, however many subscribers there are and however far behind.
 */
export class ModelFeed {
  readonly name: string
  private epoch: bigint
  private lastFence: number
  private readonly pack: NonNullable<FeedOptions['pack']>
  private published: Published | undefined
  private shadow: (Published & { readonly previous: Mark; readonly delta: Uint8Array }) | undefined
  private ring: Step[] = []
  /** Ways to the latest version by the version they start from; -1 is nothing. */
  private readonly ways = new Map<number, Way>()
  private readonly merged = new Map<number, Delta>()
  private wantsLossy = false
  /** Of this model, when it was published last. */
  subscribers = 0

  constructor(name: string, { epoch, fence, pack = (frames) => frames }: FeedOptions) {
    this.name = name
    this.epoch = epoch
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

  /** The state lossy subscribers hold, as a version. */
  get latestLossy(): Mark | undefined {
    return this.shadow?.mark ?? this.published?.mark
  }

  get bodyBytes(): number {
    return this.published?.state.body.byteLength ?? 0
  }

  /** Takes the next version. Keeps the columns' values by copy. */
  publish(columns: readonly Column[], about: SnapshotAbout): Mark {
    const state: State = { shapes: shapesOf(columns), body: encodeBody(columns) }
    const version = (this.published?.mark.version ?? 0) + 1
    const mark: Mark = { epoch: this.epoch, version, hash: stateHashOf(state.body) }
    this.take({ mark, state, about })
    return mark
  }

  /** Takes a version as another process published it; `state` is kept. Its first of an epoch starts anew. */
  relay(published: Published, fence: number): void {
    if (published.mark.epoch !== this.epoch) this.forget()
    this.epoch = published.mark.epoch
    this.lastFence = fence
    this.take(published)
  }

  private forget(): void {
    this.ring = []
    this.published = undefined
    this.shadow = undefined
  }

  private take(published: Published): void {
    const { mark, state, about } = published
    const before = this.published
    if (before) this.remember({ from: before.mark, delta: diff(before.state, state) }, state.body.byteLength)
    this.published = { mark, state, about }
    if (this.wantsLossy) this.moveShadow(before)
    this.ways.clear()
    this.merged.clear()
  }

  private remember(step: Step, stateBytes: number): void {
    this.ring.push(step)
    let bytes = this.ring.reduce((sum, { delta }) => sum + deltaBytes(delta), 0)
    while (this.ring.length > RING_LENGTH || (this.ring.length > 1 && bytes > RING_STATES * stateBytes)) {
      const dropped = this.ring.shift()
      bytes -= dropped ? deltaBytes(dropped.delta) : 0
    }
  }

  private moveShadow(before: Published | undefined): void {
    const { published } = this
    if (!published) return
    const from = this.shadow ?? before
    if (!from) return
    const { body, shadow } = encodeLossy(from.state, published.state, Encoding.INT8)
    this.shadow = {
      mark: { ...published.mark, hash: stateHashOf(shadow) },
      state: { shapes: published.state.shapes, body: shadow },
      about: published.about,
      previous: from.mark,
      delta: body,
    }
  }

  /** From now on the shadow is kept. */
  startLossy(): void {
    this.wantsLossy = true
  }

  /** The cheapest way from what a subscriber holds (nothing: undefined) to the latest version. */
  wayFrom(from: Mark | undefined): Way | undefined {
    if (!this.published) return undefined
    const key = from && this.ring.some((step) => sameMark(step.from, from)) ? from.version : -1
    const known = this.ways.get(key)
    if (known) return known
    const way = key === -1 ? this.full(this.published, false) : this.delta(this.published, key)
    this.ways.set(key, way)
    return way
  }

  /** The same for a lossy subscriber: one step from the shadow before, or the whole shadow. */
  lossyWayFrom(from: Mark | undefined): Way | undefined {
    const { shadow } = this
    if (!shadow) return this.wayFrom(from)
    if (!from || !sameMark(from, shadow.previous)) return this.full(shadow, true)
    return this.cut(shadow, { body: shadow.delta, baseVersion: from.version, lossy: true })
  }

  private full(published: Published, lossy: boolean): Way {
    return this.cut(published, { body: published.state.body, baseVersion: 0, lossy })
  }

  private delta(published: Published, from: number): Way {
    const body = encodeDelta(this.mergedFrom(from))
    // A delta that isn't smaller only adds work.
    if (body.byteLength >= published.state.body.byteLength) return this.full(published, false)
    return this.cut(published, { body, baseVersion: from, lossy: false })
  }

  private mergedFrom(version: number): Delta {
    const known = this.merged.get(version)
    if (known) return known
    const at = this.ring.findIndex((step) => step.from.version === version)
    const first = this.ring[at]
    const rest = this.ring[at + 1]
    if (!first) throw new RangeError(`no step from version ${version}`)
    const delta = rest ? mergeDeltas(first.delta, this.mergedFrom(rest.from.version)) : first.delta
    this.merged.set(version, delta)
    return delta
  }

  private cut(
    { mark, state, about }: Published,
    { body, baseVersion, lossy }: { readonly body: Uint8Array; readonly baseVersion: number; readonly lossy: boolean },
  ): Way {
    const frames = cutTransfer({
      full: baseVersion === 0,
      lossy,
      epoch: mark.epoch,
      version: mark.version,
      baseVersion,
      fence: this.fence,
      stateHash: mark.hash,
      meta: { model: this.name, columns: columnList(state.shapes), about, subscribers: this.subscribers },
      body,
    })
    const packets = this.pack(frames)
    const bytes = packets.reduce((sum, { byteLength }) => sum + byteLength, 0)
    return { packets, bytes, frames: frames.length, kind: baseVersion === 0 ? 'full' : 'delta' }
  }
}
