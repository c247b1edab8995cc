import { type Optimizer, type Rate, fraction, rateAt, rateScalar, rateSettings, single } from '../optimizer.js'

/** Adadelta (Zeiler 2012): the ratio of the root mean squares of steps and gradients. State: two numbers per weight. */
export function adadelta({
  learningRate = 1,
  decay = 0.9,
  epsilon = 1e-6,
}: {
  readonly learningRate?: Rate
  readonly decay?: number
  readonly epsilon?: number
} = {}): Optimizer {
  const at = rateAt('adadelta', learningRate)
  fraction('adadelta', 'decay', decay)
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
