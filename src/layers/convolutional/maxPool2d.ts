import { checkedLayer, type LayerFactory, type LayerSpec } from '../layer.js'
import { type PoolOptions, pooled, poolTable } from './pooling.js'

export const maxPool2dLayer: LayerFactory<PoolOptions> = checkedLayer('maxPool2d', poolTable(2), (trace, options) =>
  pooled('maxPool2d', 2, trace, options, 'max'),
)

/**
 * Largest cell of each window; all of the gradient goes to the first largest. Padding counts as -infinity.
 * x is [channels, height, width]; windows that stand out at the end are dropped.
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x is not [channels, height, width] or no window fits
 */
export const maxPool2d = (options: PoolOptions): LayerSpec => maxPool2dLayer(options)
