import { divisor, flag, type TableOf } from '../../options.js'
import { ones } from '../initializers.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

export interface RmsNormOptions {
  /** Added to the mean square, inside the root; default 1e-6. */
  readonly epsilon?: number
  /** Learns a gain per element; default true. */
  readonly affine?: boolean
}

const table: TableOf<RmsNormOptions> = { epsilon: divisor, affine: flag }

/** Each row (last axis) to mean square 1, times a gain [n] from 1 (Zhang and Sennrich 2019). */
export const rmsNorm: LayerFactory<RmsNormOptions> = checkedLayer(
  'rmsNorm',
  table,
  ({ x, op, parameter }, { epsilon = 1e-6, affine = true }) => {
    const normal = op.normalize(x, { epsilon, center: false })
    return affine ? op.mul(normal, parameter('gain', x.shape.slice(-1), ones())) : normal
  },
)
