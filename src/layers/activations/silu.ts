import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** x sigmoid(x), also known as swish (Elfwing et al. 2018). */
export const silu: LayerFactory<NoOptions> = checkedLayer('silu', {}, ({ x, op }) => op.mul(x, op.sigmoid(x)))
