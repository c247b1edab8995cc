import { layer, type LayerFactory } from '../layer.js'

/** Hyperbolic tangent. */
export const tanh: LayerFactory<object> = layer<object>('tanh', ({ x, op }) => op.tanh(x))
