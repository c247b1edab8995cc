import { listOf, required, type TableOf, wholeNumber } from '../options.js'
import { product, showShape, wrongShape } from './expect.js'
import { checkedLayer, type LayerFactory, type LayerSpec } from './layer.js'

export interface ReshapeOptions {
  readonly shape: readonly number[]
}

const table: TableOf<ReshapeOptions> = { shape: required(listOf(wholeNumber({ from: 1 }), 1)) }

export const reshapeLayer: LayerFactory<ReshapeOptions> = checkedLayer('reshape', table, ({ x, op }, { shape }) => {
  if (product(shape) !== product(x.shape))
    wrongShape('reshape', x.shape, `${product(shape)} elements, for ${showShape(shape)}`)
  return op.reshape(x, shape)
})

/**
 * The same elements, row-major, in another shape.
 *
 * @throws {EddyError} ERR_SHAPE, when built, if the number of elements differs
 */
export const reshape = (shape: readonly number[]): LayerSpec => reshapeLayer({ shape })
