import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'
import { stableElu } from './elu.js'

/** Scaled ELU that keeps mean 0 and variance 1 (Klambauer et al. 2017); its two constants are fixed points. */
export const selu: LayerFactory<NoOptions> = checkedLayer('selu', {}, ({ x, op }) =>
  op.mul(stableElu(op, x, 1.6732632423543772), 1.0507009873554805),
)
