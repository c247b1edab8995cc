import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** Logistic function, 1/(1 + e^-x). */
export const sigmoid: LayerFactory<NoOptions> = checkedLayer('sigmoid', {}, ({ x, op }) => op.sigmoid(x))
