import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** x clamped to [-1, 1]; the derivative is 1 inside and on the border. */
export const hardTanh: LayerFactory<NoOptions> = checkedLayer('hardTanh', {}, ({ x, op }) => op.min(op.max(x, -1), 1))
