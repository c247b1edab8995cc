import { product } from './expect.js'
import { layer, type LayerFactory } from './layer.js'

/** All elements as one vector, row-major. */
export const flatten: LayerFactory<object> = layer<object>('flatten', ({ x, op }) => op.reshape(x, [product(x.shape)]))
