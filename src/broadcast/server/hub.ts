import type { Frame, FrameLimits } from '../../snapshots/frame.js'
import type { Authorize } from './admission/access.js'
import type { Claims } from './admission/claims.js'
import type { BroadcastMetrics } from './metrics.js'
import type { ModelFeed } from '../modelFeed.js'
import { MODEL_BYTES_MAX } from '../protocol.js'
import type { Published } from '../published.js'

/** What connections ask of the broadcaster they belong to. */
export interface Hub {
  readonly feeds: ReadonlyMap<string, ModelFeed>
  readonly metrics: BroadcastMetrics
  readonly authorize: Authorize
  readonly limits: BroadcastLimits
  /** How frames are decoded: of acknowledgements, which are the many, the last metadata is remembered. */
  readonly reading: { readonly acks: FrameLimits; readonly others: FrameLimits }
  /** Milliseconds, monotonic. */
  readonly clock: () => number
  /** Open connections; shown to subscribers. */
  readonly subscribers: (model: string) => number
  /** Who publishes what. */
  readonly claims: Claims
  /** A version from a trainer elsewhere. */
  readonly relay: (model: string, published: Published, fence: number) => void
  /** Pushed samples; answered at once, or when they are on disk. */
  readonly takeSamples: (frame: Frame, answer: (answer: Partial<Frame> & { readonly type: number }) => void) => void
}

export interface BroadcastLimits {
  /** Connections in all, and per address. */
  readonly connections: number
  readonly connectionsPerAddress: number
  /** Frames and pings a second from one connection, besides acknowledgements and parts of models that it publishes. */
  readonly framesPerSecond: number
  /** Bytes of one frame from a client. */
  readonly frameBytes: number
  /** Bytes a model may take that a client publishes. */
  readonly modelBytes: number
  /** Milliseconds and bytes until HELLO. */
  readonly helloMs: number
  readonly helloBytes: number
}

export const defaultLimits: BroadcastLimits = {
  connections: 10_000,
  connectionsPerAddress: 10_000,
  framesPerSecond: 200,
  frameBytes: 262_144,
  modelBytes: MODEL_BYTES_MAX,
  helloMs: 4000,
  helloBytes: 4096,
}
