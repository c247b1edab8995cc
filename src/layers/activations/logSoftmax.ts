import { layer, type LayerFactory } from '../layer.js'

/** Logarithm of the softmax over the last axis, stable. */
export const logSoftmax: LayerFactory<object> = layer<object>('logSoftmax', ({ x, op }) => op.sub(x, op.logSumExp(x)))
