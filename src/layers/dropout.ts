import { number, required, type TableOf } from '../options.js'
import { checkedLayer, type LayerFactory, type LayerSpec } from './layer.js'

export interface DropoutOptions {
  /** The part that is 0, in [0, 1). */
  readonly rate: number
}

const table: TableOf<DropoutOptions> = { rate: required(number({ from: 0, below: 1 })) }

export const dropoutLayer: LayerFactory<DropoutOptions> = checkedLayer(
  'dropout',
  table,
  ({ x, op, training }, { rate }) => (training && rate > 0 ? op.mul(x, op.dropoutMask(x.shape, rate)) : x),
)

/**
 * While training, each element is 0 with probability `rate`, else divided by 1 - rate; predicting, the identity
 * (Srivastava et al. 2014). The draws come from the model's seeded generator.
 *
 * @param rate in [0, 1)
 */
export const dropout = (rate: number): LayerSpec => dropoutLayer({ rate })
