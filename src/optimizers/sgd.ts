import { checkOptions, either, fraction, notNegative, number, oneOf, required, type TableOf } from '../options.js'
import { type Optimizer, type Rate, rate, rateAt, rateScalar, rateSettings, single } from './optimizer.js'
import { type Schedule, schedule, valueAt } from './schedule.js'

export interface SgdOptions {
  readonly learningRate: Rate
  /** alpha of Rumelhart, Hinton & Williams 1986, eq. 9; 0 (default) to 1, or a schedule of such over the steps. */
  readonly momentum?: number | Schedule
  /** `rhw` (default): v = momentum v + rate g, the rate inside the velocity. `pytorch`: v = momentum v + g, the rate outside. */
  readonly form?: 'rhw' | 'pytorch'
  /** pytorch form: v = momentum v + (1 - dampening) g, the first v being g; 0 (default) to 1. */
  readonly dampening?: number
  /** Adds weightDecay * w to the gradient; default 0. */
  readonly weightDecay?: number
}

const table: TableOf<SgdOptions> = {
  learningRate: required(rate),
  momentum: either(fraction, schedule),
  form: oneOf(['rhw', 'pytorch']),
  dampening: number({ from: 0, to: 1 }),
  weightDecay: notNegative,
}

/**
 * Gradient descent, w <- w - rate g, with momentum in the form of the 1986 paper (eq. 8 and 9).
 * State: one number per weight with momentum, else none.
 */
export function sgd(options: SgdOptions): Optimizer {
  checkOptions('sgd', options, table)
  const { learningRate, momentum = 0, form = 'rhw', dampening = 0, weightDecay = 0 } = options
  const at = rateAt('sgd', learningRate)
  const momentumAt = valueAt('sgd: `momentum`', momentum, 1)
  const settings = {
    learningRate: rateSettings(learningRate),
    momentum: rateSettings(momentum),
    form,
    dampening,
    weightDecay,
  }
  const plain = momentum === 0 && weightDecay === 0
  const name = momentum === 0 ? 'sgd' : `sgd.${form}`
  return single(
    name,
    settings,
    (trace) => {
      const learning = rateScalar(trace, at)
      const g = weightDecay === 0 ? trace.g : trace.blend(trace.g, 1, trace.w, weightDecay)
      if (momentum === 0) return trace.mul(g, learning)
      const alpha = typeof momentum === 'object' ? trace.scalar('momentum', momentumAt) : momentum
      const v = trace.state('velocity')
      if (form === 'rhw') {
        trace.assign(v, trace.blend(v, alpha, g, learning))
        return v
      }
      const share = trace.scalar('share', (t) => (t === 1 ? 1 : 1 - dampening))
      trace.assign(v, trace.blend(v, alpha, g, share))
      return trace.mul(v, learning)
    },
    plain ? at : undefined,
  )
}
