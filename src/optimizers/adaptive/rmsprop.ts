import type { RuleTrace, Vector } from '../../autodiff/planning/rule.js'
import { power } from '../../kernels/float64Math.js'
import { checkOptions, divisor, flag, fraction, type TableOf, wrongOption } from '../../options.js'
import { type Optimizer, type Rate, rate, rateAt, rateScalar, rateSettings, single } from '../optimizer.js'

export interface RmspropOptions {
  /** Default 0.001. */
  readonly learningRate?: Rate
  /** Memory of the mean square; default 0.99. */
  readonly decay?: number
  /** Above 0: a weight without a gradient so far would be 0/0. Default 1e-8. */
  readonly epsilon?: number
  /** Default 0. */
  readonly momentum?: number
  /** Divides by the standard deviation instead of the root mean square; default false. */
  readonly centered?: boolean
  /** Divides the mean square, which starts at 0, by 1 - decay^t, as Adam does; default false. Not with `centered`. */
  readonly biasCorrection?: boolean
}

const table: TableOf<RmspropOptions> = {
  learningRate: rate,
  decay: fraction,
  epsilon: divisor,
  momentum: fraction,
  centered: flag,
  biasCorrection: flag,
}

/** RMSProp (Hinton 2012): the step is g over the root of its running mean square. State: one to three numbers per weight. */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  checkOptions('rmsprop', options, table)
  const {
    learningRate = 0.001,
    decay = 0.99,
    epsilon = 1e-8,
    momentum = 0,
    centered = false,
    biasCorrection = false,
  } = options
  if (centered && biasCorrection) {
    throw wrongOption('rmsprop', 'biasCorrection', true, { expected: 'false where `centered` is true' })
  }
  const at = rateAt('rmsprop', learningRate)
  const settings = { learningRate: rateSettings(learningRate), decay, epsilon, momentum, centered, biasCorrection }
  const velocity = (trace: RuleTrace, scaled: Vector): Vector => {
    const b = trace.state('velocity')
    trace.assign(b, trace.blend(b, momentum, scaled, 1))
    return trace.mul(b, rateScalar(trace, at))
  }
  return single(`rmsprop${centered ? '.centered' : ''}${momentum ? '.momentum' : ''}`, settings, (trace) => {
    const { g } = trace
    const v = trace.state('square')
    const learning = rateScalar(trace, at)
    if (!centered) {
      const correction = biasCorrection ? trace.scalar('correction', (t) => 1 / (1 - power(decay, t))) : 1
      const step = trace.rms(v, g, { decay, correction, epsilon, rate: momentum === 0 ? learning : 1 })
      return momentum === 0 ? step : velocity(trace, step)
    }
    trace.assign(v, trace.blendSquare(v, decay, g, 1 - decay))
    const m = trace.state('mean')
    trace.assign(m, trace.blend(m, decay, g, 1 - decay))
    // Rounding can leave the variance of an even gradient a little below 0.
    const variance = trace.max(trace.blendSquare(v, 1, m, -1), 0)
    const scaled = trace.div(g, trace.add(trace.sqrt(variance), epsilon))
    return momentum === 0 ? trace.mul(scaled, learning) : velocity(trace, scaled)
  })
}
