import { checkOptions, divisor, notNegative, type TableOf } from '../../options.js'
import { type Optimizer, type Rate, rate, rateAt, rateSettings, single } from '../optimizer.js'

export interface AdagradOptions {
  /** Default 0.01. */
  readonly learningRate?: Rate
  /** The rate at step t is learningRate/(1 + (t - 1) decay); default 0. */
  readonly decay?: number
  /** What the sum of squares starts from; default 0. */
  readonly start?: number
  /** Above 0: a weight without a gradient so far would be 0/0. Default 1e-10. */
  readonly epsilon?: number
}

const table: TableOf<AdagradOptions> = {
  learningRate: rate,
  decay: notNegative,
  start: notNegative,
  epsilon: divisor,
}

/** AdaGrad (Duchi, Hazan & Singer 2011): divides by the root of the sum of all squares. State: one number per weight. */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  checkOptions('adagrad', options, table)
  const { learningRate = 0.01, decay = 0, start = 0, epsilon = 1e-10 } = options
  const at = rateAt('adagrad', learningRate)
  return single('adagrad', { learningRate: rateSettings(learningRate), decay, start, epsilon }, (trace) => {
    const sum = trace.state('sum', start)
    trace.assign(sum, trace.blendSquare(sum, 1, trace.g, 1))
    const decayed = trace.scalar('rate', (t) => at(t) / (1 + (t - 1) * decay))
    return trace.div(trace.mul(trace.g, decayed), trace.add(trace.sqrt(sum), epsilon))
  })
}
