import { type AdamOptions, checkBetas } from './adaptive/adam.js'
import { type Optimizer, rateAt, rateScalar, rateSettings, single } from './optimizer.js'

/** Lion (Chen et al. 2023): the sign of a blend of gradient and momentum, with decoupled weight decay. One number per weight. */
export function lion({
  learningRate = 1e-4,
  beta1 = 0.9,
  beta2 = 0.99,
  weightDecay = 0,
}: Pick<AdamOptions, 'learningRate' | 'beta1' | 'beta2' | 'weightDecay'> = {}): Optimizer {
  const at = rateAt('lion', learningRate)
  checkBetas('lion', { beta1, beta2, epsilon: 0 })
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
