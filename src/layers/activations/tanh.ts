import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** Hyperbolic tangent. */
export const tanh: LayerFactory<NoOptions> = checkedLayer('tanh', {}, ({ x, op }) => op.tanh(x))
