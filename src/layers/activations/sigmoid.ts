import { layer, type LayerFactory } from '../layer.js'

/** Logistic function, 1/(1 + e^-x). */
export const sigmoid: LayerFactory<object> = layer<object>('sigmoid', ({ x, op }) => op.sigmoid(x))
