import { layer, type LayerFactory } from '../layer.js'

/** Softmax over the last axis: positive, sums to 1. */
export const softmax: LayerFactory<object> = layer<object>('softmax', ({ x, op }) => op.softmax(x))
