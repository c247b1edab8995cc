import {
  fraction,
  notNegative,
  type Optimizer,
  type Rate,
  rateAt,
  rateScalar,
  rateSettings,
  single,
} from './optimizer.js'

export interface RmspropOptions {
  readonly learningRate?: Rate
  /** Memory of the mean square; default 0.99. */
  readonly decay?: number
  readonly epsilon?: number
  readonly momentum?: number
  /** Divides by the standard deviation instead of the root mean square; default false. */
  readonly centered?: boolean
}

/** RMSProp (Hinton 2012): the step is g over the root of its running mean square. State: one to three numbers per weight. */
export function rmsprop({
  learningRate = 0.001,
  decay = 0.99,
  epsilon = 1e-8,
  momentum = 0,
  centered = false,
}: RmspropOptions = {}): Optimizer {
  const at = rateAt('rmsprop', learningRate)
  fraction('rmsprop', 'decay', decay)
  fraction('rmsprop', 'momentum', momentum)
  notNegative('rmsprop', 'epsilon', epsilon)
  const settings = { learningRate: rateSettings(learningRate), decay, epsilon, momentum, centered }
  return single(`rmsprop${centered ? '.centered' : ''}${momentum ? '.momentum' : ''}`, settings, (trace) => {
    const { g } = trace
    const v = trace.state('square')
    trace.assign(v, trace.blendSquare(v, decay, g, 1 - decay))
    let variance = v
    if (centered) {
      const m = trace.state('mean')
      trace.assign(m, trace.blend(m, decay, g, 1 - decay))
      variance = trace.blendSquare(v, 1, m, -1)
    }
    const scaled = trace.div(g, trace.add(trace.sqrt(variance), epsilon))
    if (momentum === 0) return trace.mul(scaled, rateScalar(trace, at))
    const b = trace.state('velocity')
    trace.assign(b, trace.blend(b, momentum, scaled, 1))
    return trace.mul(b, rateScalar(trace, at))
  })
}
