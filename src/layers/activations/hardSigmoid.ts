import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** x/6 + 1/2 clamped to [0, 1]; the derivative is 1/6 inside and on the border. */
export const hardSigmoid: LayerFactory<NoOptions> = checkedLayer('hardSigmoid', {}, ({ x, op }) =>
  op.min(op.max(op.add(op.div(x, 6), 0.5), 0), 1),
)
