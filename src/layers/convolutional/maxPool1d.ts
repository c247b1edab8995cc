import { checkedLayer, type LayerFactory, type LayerSpec } from '../layer.js'
import { type PoolOptions, pooled, poolTable } from './pooling.js'

export const maxPool1dLayer: LayerFactory<PoolOptions> = checkedLayer('maxPool1d', poolTable(1), (trace, options) =>
  pooled('maxPool1d', 1, trace, options, 'max'),
)

/**
 * Largest cell of each window; all of the gradient goes to the first largest. Padding counts as -infinity.
 * x is [channels, time]; windows that stand out at the end are dropped.
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x is not [channels, time] or no window fits
 */
export const maxPool1d = (options: PoolOptions): LayerSpec => maxPool1dLayer(options)
