import { finiteNumber } from '../expect.js'
import { ones } from '../initializers.js'
import { layer, type LayerFactory } from '../layer.js'

export interface RmsNormOptions {
  /** Added to the mean square, inside the root; default 1e-6. */
  readonly epsilon?: number
  /** Learns a gain per element; default true. */
  readonly affine?: boolean
}

/** Each row (last axis) to mean square 1, times a gain [n] from 1 (Zhang and Sennrich 2019). */
export const rmsNorm: LayerFactory<RmsNormOptions> = layer<RmsNormOptions>(
  'rmsNorm',
  ({ x, op, parameter }, { epsilon = 1e-6, affine = true }) => {
    finiteNumber('rmsNorm', 'epsilon', epsilon, 'a positive finite number', (e) => e > 0)
    const normal = op.normalize(x, { epsilon, center: false })
    return affine ? op.mul(normal, parameter('gain', x.shape.slice(-1), ones())) : normal
  },
)
