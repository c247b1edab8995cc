import { layer, type LayerFactory } from '../layer.js'

/** x/6 + 1/2 clamped to [0, 1]; the derivative is 1/6 inside and on the border. */
export const hardSigmoid: LayerFactory<object> = layer<object>('hardSigmoid', ({ x, op }) =>
  op.min(op.max(op.add(op.div(x, 6), 0.5), 0), 1),
)
