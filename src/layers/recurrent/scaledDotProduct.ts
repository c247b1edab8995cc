import type { Ops, Tensor } from '../../autodiff/tracing/trace.js'

export interface AttentionInputs {
  /** [queries, size] */
  readonly queries: Tensor
  /** [keys, size] */
  readonly keys: Tensor
  /** [keys, width] */
  readonly values: Tensor
  /** Added to the scores before the softmax; broadcasts to [queries, keys]. */
  readonly bias?: Tensor | undefined
}

/** Added to the score of what must not be seen: its weight is exactly 0 then. */
export const UNSEEN = -1e9

/** softmax(Q K^T / sqrt(size) + bias) V: [queries, width] (Vaswani et al. 2017). Every query must see a key. */
export function scaledDotProduct(op: Ops, { queries, keys, values, bias }: AttentionInputs): Tensor {
  const size = queries.shape[queries.shape.length - 1] ?? 1
  const scores = op.mul(op.matmul(queries, keys, { transposeB: true }), 1 / Math.sqrt(size))
  return op.matmul(op.softmax(bias ? op.add(scores, bias) : scores), values)
}
