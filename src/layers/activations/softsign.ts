import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** x/(1 + |x|). */
export const softsign: LayerFactory<NoOptions> = checkedLayer('softsign', {}, ({ x, op }) =>
  op.div(x, op.add(op.abs(x), 1)),
)
