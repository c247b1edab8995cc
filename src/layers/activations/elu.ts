import type { Ops, Tensor } from '../../autodiff/tracing/trace.js'
import { number, type TableOf } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** The exponential sees only the negative part, so the branch not taken can't overflow. */
export const stableElu = (op: Ops, x: Tensor, alpha: number): Tensor =>
  op.add(op.relu(x), op.mul(op.expm1(op.min(x, 0)), alpha))

export interface EluOptions {
  /** Minus the value far below 0; default 1. */
  readonly alpha?: number
}

const table: TableOf<EluOptions> = { alpha: number({ from: -1e38, to: 1e38 }) }

/** x where x > 0, else alpha (e^x - 1) (Clevert et al. 2016). */
export const elu: LayerFactory<EluOptions> = checkedLayer('elu', table, ({ x, op }, { alpha = 1 }) =>
  stableElu(op, x, alpha),
)
