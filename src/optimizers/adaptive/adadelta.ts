import { checkOptions, divisor, fraction, type TableOf } from '../../options.js'
import { type Optimizer, type Rate, rate, rateAt, rateScalar, rateSettings, single } from '../optimizer.js'

export interface AdadeltaOptions {
  /** Default 1. */
  readonly learningRate?: Rate
  /** Memory of the mean squares; default 0.9. */
  readonly decay?: number
  /** Above 0: without it no first step is ever taken. Default 1e-6. */
  readonly epsilon?: number
}

const table: TableOf<AdadeltaOptions> = { learningRate: rate, decay: fraction, epsilon: divisor }

/** Adadelta (Zeiler 2012): the ratio of the root mean squares of steps and gradients. State: two numbers per weight. */
export function adadelta(options: AdadeltaOptions = {}): Optimizer {
  checkOptions('adadelta', options, table)
  const { learningRate = 1, decay = 0.9, epsilon = 1e-6 } = options
  const at = rateAt('adadelta', learningRate)
  return single('adadelta', { learningRate: rateSettings(learningRate), decay, epsilon }, (trace) => {
    const v = trace.state('square')
    const u = trace.state('steps')
    trace.assign(v, trace.blendSquare(v, decay, trace.g, 1 - decay))
    const root = trace.div(trace.sqrt(trace.add(u, epsilon)), trace.sqrt(trace.add(v, epsilon)))
    const step = trace.mul(root, trace.g)
    trace.assign(u, trace.blendSquare(u, decay, step, 1 - decay))
    return trace.mul(step, rateScalar(trace, at))
  })
}
