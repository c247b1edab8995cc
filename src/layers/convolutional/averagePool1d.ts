import { checkedLayer, type LayerFactory, type LayerSpec } from '../layer.js'
import { type PoolOptions, pooled, poolTable } from './pooling.js'

export const averagePool1dLayer: LayerFactory<PoolOptions> = checkedLayer(
  'averagePool1d',
  poolTable(1),
  (trace, options) => pooled('averagePool1d', 1, trace, options, 'average'),
)

/**
 * Mean of each window. Padding counts as zeros, and in the number of cells.
 * x is [channels, time]; windows that stand out at the end are dropped.
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x is not [channels, time] or no window fits
 */
export const averagePool1d = (options: PoolOptions): LayerSpec => averagePool1dLayer(options)
