import { layer, type LayerFactory } from '../layer.js'

/** max(0, x); its derivative at 0 is 0. */
export const relu: LayerFactory<object> = layer<object>('relu', ({ x, op }) => op.relu(x))
