import {
  type Optimizer,
  type Rate,
  fraction,
  notNegative,
  rateAt,
  rateScalar,
  rateSettings,
  single,
} from './optimizer.js'
import type { Schedule } from './schedule.js'

export interface SgdOptions {
  readonly learningRate: Rate
  /** alpha of Rumelhart, Hinton & Williams 1986, eq. 9; 0 (default) to 1, or a schedule of such over the steps. */
  readonly momentum?: number | Schedule
  /** `rhw` (default): v = momentum v + rate g, the rate inside the velocity. `pytorch`: v = momentum v + g, the rate outside. */
  readonly form?: 'rhw' | 'pytorch'
  /** pytorch form: v = momentum v + (1 - dampening) g, the first v being g; default 0. */
  readonly dampening?: number
  /** Adds weightDecay * w to the gradient; default 0. */
  readonly weightDecay?: number
}

/**
 * Gradient descent, w <- w - rate g, with momentum in the form of the 1986 paper (eq. 8 and 9).
 * State: one number per weight with momentum, else none.
 */
export function sgd({
  learningRate,
  momentum = 0,
  form = 'rhw',
  dampening = 0,
  weightDecay = 0,
}: SgdOptions): Optimizer {
  const at = rateAt('sgd', learningRate)
  if (typeof momentum !== 'object') fraction('sgd', 'momentum', momentum)
  notNegative('sgd', 'weightDecay', weightDecay)
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
      const rate = rateScalar(trace, at)
      const g = weightDecay === 0 ? trace.g : trace.blend(trace.g, 1, trace.w, weightDecay)
      if (momentum === 0) return trace.mul(g, rate)
      const alpha = typeof momentum === 'object' ? trace.scalar('momentum', (t) => momentum.at(t)) : momentum
      const v = trace.state('velocity')
      if (form === 'rhw') {
        trace.assign(v, trace.blend(v, alpha, g, rate))
        return v
      }
      const share = trace.scalar('share', (t) => (t === 1 ? 1 : 1 - dampening))
      trace.assign(v, trace.blend(v, alpha, g, share))
      return trace.mul(v, rate)
    },
    plain ? at : undefined,
  )
}
