import { layer, type LayerFactory } from '../layer.js'

/** x clamped to [-1, 1]; the derivative is 1 inside and on the border. */
export const hardTanh: LayerFactory<object> = layer<object>('hardTanh', ({ x, op }) => op.min(op.max(x, -1), 1))
