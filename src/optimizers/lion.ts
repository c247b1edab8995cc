import { checkOptions, fraction, notNegative, type TableOf } from '../options.js'
import type { AdamOptions } from './adaptive/adam.js'
import { type Optimizer, rate, rateAt, rateScalar, rateSettings, single } from './optimizer.js'

export type LionOptions = Pick<AdamOptions, 'learningRate' | 'beta1' | 'beta2' | 'weightDecay'>

const table: TableOf<LionOptions> = { learningRate: rate, beta1: fraction, beta2: fraction, weightDecay: notNegative }

/** Lion (Chen et al. 2023): the sign of a blend of gradient and momentum, with decoupled weight decay. One number per weight. */
export function lion(options: LionOptions = {}): Optimizer {
  checkOptions('lion', options, table)
  const { learningRate = 1e-4, beta1 = 0.9, beta2 = 0.99, weightDecay = 0 } = options
  const at = rateAt('lion', learningRate)
  return single('lion', { learningRate: rateSettings(learningRate), beta1, beta2, weightDecay }, (trace) => {
    const m = trace.state('mean')
    const direction = trace.sign(trace.blend(m, beta1, trace.g, 1 - beta1))
    trace.assign(m, trace.blend(m, beta2, trace.g, 1 - beta2))
    return trace.blend(
      direction,
      rateScalar(trace, at),
      trace.w,
      trace.scalar('decay', (t) => at(t) * weightDecay),
    )
  })
}
