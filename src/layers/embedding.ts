import type { Initializer } from '../autodiff/tracing/trace.js'
import { wholeNumber, wrongShape } from './expect.js'
import { type InitializerSpec, initializerFrom, uniform } from './initializers.js'
import { layer, type LayerFactory } from './layer.js'

export interface EmbeddingOptions {
  /** Rows of the table: ids are 0 .. vocabulary - 1. */
  readonly vocabulary: number
  /** Numbers per row. */
  readonly size: number
  /** How the table starts; default uniform(0.05). */
  readonly start?: Initializer | InitializerSpec
}

/**
 * Looks up one learned row per id: [n] becomes [n, size]. Ids are whole numbers held as floats; a sample with
 * any other number is set aside (ERR_ID), and `predict` throws. Parameter: weight [vocabulary, size].
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x is not a vector
 */
export const embeddingLayer: LayerFactory<EmbeddingOptions> = layer<EmbeddingOptions>(
  'embedding',
  ({ x, op, parameter }, { vocabulary, size, start = uniform(0.05) }) => {
    wholeNumber('embedding', 'vocabulary', vocabulary)
    wholeNumber('embedding', 'size', size)
    if (x.shape.length !== 1) wrongShape('embedding', x.shape, '[ids], a vector of whole numbers')
    const ids = op.stopGradient(x)
    return op.gatherRows(parameter('weight', [vocabulary, size], initializerFrom(start)), ids)
  },
)

export const embedding = (options: EmbeddingOptions): ReturnType<typeof embeddingLayer> => embeddingLayer(options)
