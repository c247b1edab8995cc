import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { Authorize } from './admission/access.js'
import type { BroadcastLimits } from './hub.js'

export interface BroadcasterOptions {
  /** 0 (default): any free one. */
  readonly port?: number
  /** Default: this machine only, 127.0.0.1. '0.0.0.0' lets others in: then give `authorize` too. */
  readonly host?: string
  /**
   * A server of yours, already listening or not; an https server for TLS. Beside your own listeners only /healthz,
   * /metrics and the page are answered, where yours did not yet (`page: () => false` leaves the page out), and only
   * WebSockets that offer `eddy.v1` are taken, at whatever path. It has one broadcaster at a time.
   */
  readonly server?: Server | SecureServer
  /** Asked for each right of each connection; default: everything but `publish`, which replaces a model, is allowed. */
  readonly authorize?: Authorize
  /** Origins of pages that may connect besides those of the same host; '*' for all. */
  readonly origins?: readonly string[]
  readonly limits?: Partial<BroadcastLimits>
  /** Answers HTTP requests other than /metrics and /healthz; false where it knows none. */
  readonly page?: (request: IncomingMessage, response: ServerResponse) => boolean
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
  /** Aborting it closes the broadcaster, as `close()` does. */
  readonly signal?: AbortSignal
}
