import { type Optimizer, type Rate, fraction, rateAt, rateScalar, rateSettings, single } from './optimizer.js'

/** Nesterov's momentum: v = momentum v + g; w <- w - rate (g + momentum v). State: one number per weight. */
export function nesterov({
  learningRate,
  momentum = 0.9,
}: {
  readonly learningRate: Rate
  readonly momentum?: number
}): Optimizer {
  const at = rateAt('nesterov', learningRate)
  fraction('nesterov', 'momentum', momentum)
  return single('nesterov', { learningRate: rateSettings(learningRate), momentum }, (trace) => {
    const v = trace.state('velocity')
    trace.assign(v, trace.blend(v, momentum, trace.g, 1))
    return trace.mul(trace.blend(trace.g, 1, v, momentum), rateScalar(trace, at))
  })
}
