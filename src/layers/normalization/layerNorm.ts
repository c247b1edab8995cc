import { divisor, flag, type TableOf } from '../../options.js'
import { ones, zeros } from '../initializers.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

export interface LayerNormOptions {
  /** Added to the variance, inside the root; default 1e-5. */
  readonly epsilon?: number
  /** Learns a gain and a bias per element; default true. Streaming nets often go without. */
  readonly affine?: boolean
}

const table: TableOf<LayerNormOptions> = { epsilon: divisor, affine: flag }

/**
 * Each row (last axis) to mean 0 and variance 1 (biased), then gain * n + bias (Ba, Kiros, Hinton 2016).
 * A constant row gives zeros. Parameters: gain [n] from 1, bias [n] from 0.
 */
export const layerNorm: LayerFactory<LayerNormOptions> = checkedLayer(
  'layerNorm',
  table,
  ({ x, op, parameter }, { epsilon = 1e-5, affine = true }) => {
    const normal = op.normalize(x, { epsilon, center: true })
    if (!affine) return normal
    const shape = x.shape.slice(-1)
    return op.add(op.mul(normal, parameter('gain', shape, ones())), parameter('bias', shape, zeros()))
  },
)
