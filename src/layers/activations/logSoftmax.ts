import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** Logarithm of the softmax over the last axis, stable. */
export const logSoftmax: LayerFactory<NoOptions> = checkedLayer('logSoftmax', {}, ({ x, op }) =>
  op.sub(x, op.logSumExp(x)),
)
