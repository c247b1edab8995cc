import type { Ops, Tensor } from '../../autodiff/tracing/trace.js'
import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/**
 * log(1 + e^x) = max(x, 0) + log1p(e^-|x|). Written with one choice of branch instead of max and abs, because
 * their derivatives at 0 would leave 0 or 1 where sigmoid(0) = 1/2 is right; a zero logit is where nets start.
 */
export function stableSoftplus(op: Ops, x: Tensor): Tensor {
  const positive = op.greater(x, 0)
  return op.add(op.select(positive, x, 0), op.log1p(op.exp(op.select(positive, op.neg(x), x))))
}

/** log(1 + e^x), a smooth relu. */
export const softplus: LayerFactory<NoOptions> = checkedLayer('softplus', {}, ({ x, op }) => stableSoftplus(op, x))
