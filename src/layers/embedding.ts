import type { Initializer } from '../autodiff/tracing/trace.js'
import { required, type TableOf, wholeNumber } from '../options.js'
import { wrongShape } from './expect.js'
import { initializer, type InitializerSpec, initializerFrom, uniform } from './initializers.js'
import { checkedLayer, type LayerFactory } from './layer.js'

export interface EmbeddingOptions {
  /** Rows of the table: ids are 0 .. vocabulary - 1. */
  readonly vocabulary: number
  /** Numbers per row. */
  readonly size: number
  /** How the table starts; default uniform(0.05). */
  readonly start?: Initializer | InitializerSpec
}

const table: TableOf<EmbeddingOptions> = {
  vocabulary: required(wholeNumber({ from: 1 })),
  size: required(wholeNumber({ from: 1 })),
  start: initializer,
}

/**
 * Looks up one learned row per id: [n] becomes [n, size]. Ids are whole numbers held as floats; a sample with
 * any other number is set aside (ERR_ID), and `predict` throws. Parameter: weight [vocabulary, size].
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x is not a vector
 */
export const embeddingLayer: LayerFactory<EmbeddingOptions> = checkedLayer(
  'embedding',
  table,
  ({ x, op, parameter }, { vocabulary, size, start = uniform(0.05) }) => {
    if (x.shape.length !== 1) wrongShape('embedding', x.shape, '[ids], a vector of whole numbers')
    const ids = op.stopGradient(x)
    return op.gatherRows(parameter('weight', [vocabulary, size], initializerFrom(start)), ids)
  },
)

export const embedding = (options: EmbeddingOptions): ReturnType<typeof embeddingLayer> => embeddingLayer(options)
