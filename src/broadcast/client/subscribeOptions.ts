import type { LayerDefinitions } from '../../layers/layer.js'
import type { Subscriber } from '../machines/subscriber.js'

/** How to subscribe. */
export interface SubscribeOptions {
  /** Which model; default: the first the server has. */
  readonly model?: string
  readonly token?: string
  /** Bytes a model may take; default 64 MiB. */
  readonly maxBytes?: number
  /** Smaller updates with a bounded error, for slow links; default false. */
  readonly lossy?: boolean
  /** Definitions of layers of your own. */
  readonly definitions?: LayerDefinitions
  /** Told about every change of the connection. */
  readonly onState?: (state: LinkState) => void
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
  /** From [0, 1): spreads reconnects. */
  readonly random?: () => number
}

/** What there is to show about a connection. */
export interface LinkState {
  readonly phase: Subscriber['phase']
  /** Models of the server, once it is known. */
  readonly models: readonly string[]
  /** Subscribers of this model, as the server last said. */
  readonly subscribers: number | undefined
  /** Why it is not connected. */
  readonly why: string | undefined
}
