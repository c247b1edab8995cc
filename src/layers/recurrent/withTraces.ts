import type { Ops, Tensor } from '../../autodiff/tracing/trace.js'

/**
 * A value whose gradient with respect to the weights comes from traces that were carried forward: value + (influence -
 * influence), the second without a gradient. `influence` is the sum of trace times weight, so what is added is exactly 0, and its
 * derivative in each weight is the weight's trace. So real-time recurrent learning needs no mechanism of its own.
 */
export const withTraces = (op: Ops, value: Tensor, influence: Tensor): Tensor =>
  op.add(value, op.sub(influence, op.stopGradient(influence)))
