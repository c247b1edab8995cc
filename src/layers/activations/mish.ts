import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'
import { stableSoftplus } from './softplus.js'

/** x tanh(softplus(x)) (Misra 2019). */
export const mish: LayerFactory<NoOptions> = checkedLayer('mish', {}, ({ x, op }) =>
  op.mul(x, op.tanh(stableSoftplus(op, x))),
)
