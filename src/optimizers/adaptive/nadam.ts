import { power } from '../../kernels/float64Math.js'
import { checkOptions } from '../../options.js'
import { corrected, moments, type PlainAdamOptions, plainAdamTable } from './adam.js'
import { type Optimizer, rateAt, rateSettings, single } from '../optimizer.js'

/** 0.96^0.004, the decay of NAdam's momentum schedule per step. */
const NADAM_DECAY = 0.9998367253526753

/** NAdam (Dozat 2016), with the momentum schedule of the paper. */
export function nadam(options: PlainAdamOptions = {}): Optimizer {
  checkOptions('nadam', options, plainAdamTable)
  const { learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  const betas = { beta1, beta2, epsilon }
  const at = rateAt('nadam', learningRate)
  return single('nadam', { learningRate: rateSettings(learningRate), ...betas }, (trace) => {
    const mu = (t: number): number => beta1 * (1 - 0.5 * power(NADAM_DECAY, t))
    const product = trace.cell('product', 1)
    const { m, v } = moments(trace, trace.g, betas)
    const ofGradient = trace.scalar('ofGradient', (t) => {
      product.value *= mu(t)
      return (at(t) * (1 - mu(t))) / (1 - product.value)
    })
    const ofMean = trace.scalar('ofMean', (t) => (at(t) * mu(t + 1)) / (1 - product.value * mu(t + 1)))
    return trace.div(trace.blend(trace.g, ofGradient, m, ofMean), corrected(trace, v, betas))
  })
}
