import { type Optimizer, type Rate, notNegative, rateAt, rateSettings, single } from '../optimizer.js'

export interface AdagradOptions {
  readonly learningRate?: Rate
  /** The rate at step t is learningRate/(1 + (t - 1) decay); default 0. */
  readonly decay?: number
  /** What the sum of squares starts from; default 0. */
  readonly start?: number
  readonly epsilon?: number
}

/** AdaGrad (Duchi, Hazan & Singer 2011): divides by the root of the sum of all squares. State: one number per weight. */
export function adagrad({
  learningRate = 0.01,
  decay = 0,
  start = 0,
  epsilon = 1e-10,
}: AdagradOptions = {}): Optimizer {
  const at = rateAt('adagrad', learningRate)
  notNegative('adagrad', 'decay', decay)
  notNegative('adagrad', 'start', start)
  notNegative('adagrad', 'epsilon', epsilon)
  return single('adagrad', { learningRate: rateSettings(learningRate), decay, start, epsilon }, (trace) => {
    const sum = trace.state('sum', start)
    trace.assign(sum, trace.blendSquare(sum, 1, trace.g, 1))
    const rate = trace.scalar('rate', (t) => at(t) / (1 + (t - 1) * decay))
    return trace.div(trace.mul(trace.g, rate), trace.add(trace.sqrt(sum), epsilon))
  })
}
