import { callback, type TableOf } from '../../options.js'
import { type PublishOptions, publishTable } from '../publishOptions.js'
import { aToken } from './socket.js'

/** How a trainer publishes through a server elsewhere. */
export interface PublishToOptions extends PublishOptions {
  /** What the server knows this trainer by: visible characters, without spaces. */
  readonly token?: string
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
  /** From [0, 1): spreads reconnects. */
  readonly random?: () => number
}

export const publishToTable: TableOf<PublishToOptions> = {
  ...publishTable,
  token: aToken,
  clock: callback,
  random: callback,
}
