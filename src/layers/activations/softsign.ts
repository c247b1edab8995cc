import { layer, type LayerFactory } from '../layer.js'

/** x/(1 + |x|). */
export const softsign: LayerFactory<object> = layer<object>('softsign', ({ x, op }) => op.div(x, op.add(op.abs(x), 1)))
