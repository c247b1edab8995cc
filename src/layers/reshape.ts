import { product, showShape, wholeNumber, wrongShape } from './expect.js'
import { layer, type LayerFactory, type LayerSpec } from './layer.js'

export const reshapeLayer: LayerFactory<{ readonly shape: readonly number[] }> = layer<{
  readonly shape: readonly number[]
}>('reshape', ({ x, op }, { shape }) => {
  for (const size of shape) wholeNumber('reshape', 'shape', size)
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
