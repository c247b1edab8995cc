import { product } from './expect.js'
import type { NoOptions } from '../options.js'
import { checkedLayer, type LayerFactory } from './layer.js'

/** All elements as one vector, row-major. */
export const flatten: LayerFactory<NoOptions> = checkedLayer('flatten', {}, ({ x, op }) =>
  op.reshape(x, [product(x.shape)]),
)
