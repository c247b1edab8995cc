import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { SnapshotAbout } from '../../snapshots/about.js'
import type { Authorize } from './access.js'
import type { BroadcastLimits } from './hub.js'

export interface BroadcasterOptions {
  /** 0 (default): any free one. */
  readonly port?: number
  /** Default: this machine only, 127.0.0.1. '0.0.0.0' lets others in: then give `authorize` too. */
  readonly host?: string
  /** A server of yours, already listening or not; an https server for TLS. */
  readonly server?: Server | SecureServer
  /** Asked for each right of each connection; default: everything is allowed. */
  readonly authorize?: Authorize
  /** Origins of pages that may connect besides those of the same host; '*' for all. */
  readonly origins?: readonly string[]
  readonly limits?: Partial<BroadcastLimits>
  /** Answers HTTP requests other than /metrics and /healthz; false where it knows none. */
  readonly page?: (request: IncomingMessage, response: ServerResponse) => boolean
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
}

export interface PublishOptions {
  /** Milliseconds between versions, at least; default 200. */
  readonly everyMs?: number
  /** Publish only after so many steps more. */
  readonly everySamples?: number
  /** Said about each version besides the counts. */
  readonly about?: () => Partial<SnapshotAbout>
  /** Of two trainers the one with the larger fence counts; default 0. */
  readonly fence?: number
}

export interface Publication {
  readonly version: number
  /** Publishes now, whether anything was learned or not. */
  publishNow(): void
  stop(): void
}
