import type { Ops, Tensor } from '../../autodiff/tracing/trace.js'
import { oneOf, type TableOf } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

export interface GeluOptions {
  /** `none`: with erf; `tanh`: differs by up to 5e-4; `sigmoid`: x sigmoid(1.702 x), the fastest. Default none. */
  readonly approximate?: 'none' | 'tanh' | 'sigmoid'
}

const SQRT_HALF = 0.7071067811865476
const SQRT_TWO_OVER_PI = 0.7978845608028654

function tanhForm(op: Ops, x: Tensor): Tensor {
  const inner = op.mul(op.mul(x, op.add(op.mul(op.square(x), 0.044715), 1)), SQRT_TWO_OVER_PI)
  return op.mul(op.mul(x, 0.5), op.add(op.tanh(inner), 1))
}

const table: TableOf<GeluOptions> = { approximate: oneOf(['none', 'tanh', 'sigmoid']) }

/**
 * x times the normal distribution function of x (Hendrycks and Gimpel 2016).
 *
 * @throws {EddyError} ERR_OPTION if `approximate` is none of the three
 */
export const gelu: LayerFactory<GeluOptions> = checkedLayer('gelu', table, ({ x, op }, { approximate = 'none' }) => {
  switch (approximate) {
    case 'none':
      return op.mul(op.mul(x, 0.5), op.add(op.erf(op.mul(x, SQRT_HALF)), 1))
    case 'tanh':
      return tanhForm(op, x)
    case 'sigmoid':
      return op.mul(x, op.sigmoid(op.mul(x, 1.702)))
  }
})
