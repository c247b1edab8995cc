import { layer, type LayerFactory } from '../layer.js'

/** x sigmoid(x), also known as swish (Elfwing et al. 2018). */
export const silu: LayerFactory<object> = layer<object>('silu', ({ x, op }) => op.mul(x, op.sigmoid(x)))
