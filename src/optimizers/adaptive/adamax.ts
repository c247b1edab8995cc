import { power } from '../../kernels/float64Math.js'
import { checkOptions } from '../../options.js'
import { type PlainAdamOptions, plainAdamTable } from './adam.js'
import { type Optimizer, rateAt, rateSettings, single } from '../optimizer.js'

/** AdaMax (Kingma & Ba 2015, section 7): the infinity norm in place of the mean square. */
export function adamax(options: PlainAdamOptions = {}): Optimizer {
  checkOptions('adamax', options, plainAdamTable)
  const { learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  const at = rateAt('adamax', learningRate)
  return single('adamax', { learningRate: rateSettings(learningRate), beta1, beta2, epsilon }, (trace) => {
    const m = trace.state('mean')
    const u = trace.state('largest')
    trace.assign(m, trace.blend(m, beta1, trace.g, 1 - beta1))
    trace.assign(u, trace.max(trace.mul(u, beta2), trace.add(trace.abs(trace.g), epsilon)))
    return trace.div(
      trace.mul(
        m,
        trace.scalar('rate', (t) => at(t) / (1 - power(beta1, t))),
      ),
      u,
    )
  })
}
