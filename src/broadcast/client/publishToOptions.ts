import type { PublishOptions } from '../publishOptions.js'

/** How a trainer publishes through a server elsewhere. */
export interface PublishToOptions extends PublishOptions {
  readonly token?: string
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
  readonly random?: () => number
}
