import type { Frame } from '../../snapshots/frame.js'
import type { Authorize } from './access.js'
import type { BroadcastMetrics } from './metrics.js'
import type { ModelFeed } from './modelFeed.js'

/** What connections ask of the broadcaster they belong to. */
export interface Hub {
  readonly feeds: ReadonlyMap<string, ModelFeed>
  readonly metrics: BroadcastMetrics
  readonly authorize: Authorize
  readonly limits: BroadcastLimits
  /** Milliseconds, monotonic. */
  readonly clock: () => number
  /** Open connections; shown to subscribers. */
  readonly subscribers: (model: string) => number
  /** Pushed samples. */
  readonly takeSamples: (frame: Frame) => readonly (Partial<Frame> & { readonly type: number })[]
}

export interface BroadcastLimits {
  /** Connections in all, and per address. */
  readonly connections: number
  readonly connectionsPerAddress: number
  /** Frames and pings a second from one connection. */
  readonly framesPerSecond: number
  /** Bytes of one frame from a client. */
  readonly frameBytes: number
  /** Milliseconds and bytes until HELLO. */
  readonly helloMs: number
  readonly helloBytes: number
}

export const defaultLimits: BroadcastLimits = {
  connections: 10_000,
  connectionsPerAddress: 10_000,
  framesPerSecond: 200,
  frameBytes: 262_144,
  helloMs: 5000,
  helloBytes: 4096,
}
