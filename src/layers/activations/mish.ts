import { layer, type LayerFactory } from '../layer.js'
import { stableSoftplus } from './softplus.js'

/** x tanh(softplus(x)) (Misra 2019). */
export const mish: LayerFactory<object> = layer<object>('mish', ({ x, op }) =>
  op.mul(x, op.tanh(stableSoftplus(op, x))),
)
