import {
  abortSignal,
  callback,
  custom,
  either,
  type Expectation,
  flag,
  hasMethods,
  listOf,
  madeBy,
  number,
  oneOf,
  recordOf,
  type TableOf,
  text,
} from '../../options.js'
import type { Kernels } from '../../kernels/chooseKernels.js'
import type { FeatureDefinition } from '../../features/feature.js'
import type { LayerDefinitions } from '../../layers/layer.js'
import type { LinkState } from './linkState.js'
import { aToken } from './socket.js'

/** How to subscribe. */
export interface SubscribeOptions {
  /** Which model; default: the first that the server has for this subscriber, now or later. */
  readonly model?: string
  /** What the server knows this subscriber by: visible characters, without spaces. */
  readonly token?: string
  /** Bytes a model may take; default 64 MiB. */
  readonly maxBytes?: number
  /** Smaller updates with a bounded error, for slow links; default false. */
  readonly lossy?: boolean
  /** Definitions of layers of your own. */
  readonly definitions?: LayerDefinitions
  /** All features of the learner, in their order, where one of them is your own. */
  readonly features?: readonly FeatureDefinition[]
  /** Which arithmetic runs the model, as of `createModel`: a compiled module where the page may not compile. */
  readonly kernels?: Kernels
  /** Told about every change of the connection: whether there is one, why there is none, which models there are. */
  readonly onState?: (state: LinkState) => void
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
  /** From [0, 1): spreads reconnects. */
  readonly random?: () => number
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal
}

/** Looked at more closely when the kernels are loaded, with the first connection. */
const aKernel: Expectation = either(
  oneOf(['simd', 'reference', 'float64']),
  custom('a WebAssembly.Module', (value) => Object.prototype.toString.call(value) === '[object WebAssembly.Module]'),
)

/** Looked at more closely when a model is read: the checks of features would be loaded before the first connection. */
const looksLikeFeature: Expectation = madeBy('a feature', 'standardScaler()', (value) => hasMethods(value, 'create'))

export const subscribeTable: TableOf<SubscribeOptions> = {
  model: text,
  token: aToken,
  maxBytes: number({ above: 0 }),
  lossy: flag,
  definitions: { ...recordOf(callback), expected: 'an object with a layer, such as layer() returns, for each type' },
  features: listOf(looksLikeFeature),
  kernels: aKernel,
  onState: callback,
  clock: callback,
  random: callback,
  signal: abortSignal,
}
