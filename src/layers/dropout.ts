import { finiteNumber } from './expect.js'
import { layer, type LayerFactory, type LayerSpec } from './layer.js'

export const dropoutLayer: LayerFactory<{ readonly rate: number }> = layer<{ readonly rate: number }>(
  'dropout',
  ({ x, op, training }, { rate }) => {
    finiteNumber('dropout', 'rate', rate, 'a number in [0, 1)', (p) => p >= 0 && p < 1)
    return training && rate > 0 ? op.mul(x, op.dropoutMask(x.shape, rate)) : x
  },
)

/**
 * While training, each element is 0 with probability `rate`, else divided by 1 - rate; predicting, the identity
 * (Srivastava et al. 2014). The draws come from the model's seeded generator.
 *
 * @param rate in [0, 1)
 */
export const dropout = (rate: number): LayerSpec => dropoutLayer({ rate })
