import { checkedLayer, type LayerFactory, type LayerSpec } from '../layer.js'
import { type PoolOptions, pooled, poolTable } from './pooling.js'

export const averagePool2dLayer: LayerFactory<PoolOptions> = checkedLayer(
  'averagePool2d',
  poolTable(2),
  (trace, options) => pooled('averagePool2d', 2, trace, options, 'average'),
)

/**
 * Mean of each window. Padding counts as zeros, and in the number of cells.
 * x is [channels, height, width]; windows that stand out at the end are dropped.
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x is not [channels, height, width] or no window fits
 */
export const averagePool2d = (options: PoolOptions): LayerSpec => averagePool2dLayer(options)
