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

export interface SgdOptions {
  readonly learningRate: Rate
  /** alpha of Rumelhart, Hinton & Williams 1986, eq. 9; 0 (default) to 1. */
  readonly momentum?: number
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
  fraction('sgd', 'momentum', momentum)
  notNegative('sgd', 'weightDecay', weightDecay)
  const settings = { learningRate: rateSettings(learningRate), momentum, form, dampening, weightDecay }
  const plain = momentum === 0 && weightDecay === 0
  const name = momentum === 0 ? 'sgd' : `sgd.${form}`
  return single(
    name,
    settings,
    (trace) => {
      const rate = rateScalar(trace, at)
      const g = weightDecay === 0 ? trace.g : trace.blend(trace.g, 1, trace.w, weightDecay)
      if (momentum === 0) return trace.mul(g, rate)
      const v = trace.state('velocity')
      if (form === 'rhw') {
        trace.assign(v, trace.blend(v, momentum, g, rate))
        return v
      }
      const share = trace.scalar('share', (t) => (t === 1 ? 1 : 1 - dampening))
      trace.assign(v, trace.blend(v, momentum, g, share))
      return trace.mul(v, rate)
    },
    plain ? at : undefined,
  )
}

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

/**
 * After the step every weight shrinks by the factor 1 - decay: the weight decay of the 1986 family trees.
 * Put it last: `chain(sgd({ ... }), shrink({ decay: 0.002 }))`.
 */
export function shrink({ decay }: { readonly decay: number }): Optimizer {
  fraction('shrink', 'decay', decay)
  // w - s' = (w - s)(1 - decay)  gives  s' = s (1 - decay) + w decay.
  return single('shrink', { decay }, (trace) => trace.blend(trace.g, 1 - decay, trace.w, decay))
}

/** Decoupled weight decay: adds rate * decay * w to the step (Loshchilov & Hutter 2019). */
export function weightDecay({
  learningRate,
  decay,
}: {
  readonly learningRate: Rate
  readonly decay: number
}): Optimizer {
  const at = rateAt('weightDecay', learningRate)
  notNegative('weightDecay', 'decay', decay)
  return single('weightDecay', { learningRate: rateSettings(learningRate), decay }, (trace) =>
    trace.blend(
      trace.g,
      1,
      trace.w,
      trace.scalar('decay', (t) => at(t) * decay),
    ),
  )
}

/** Each component of the gradient kept within +-max. */
export function clipByValue({ max }: { readonly max: number }): Optimizer {
  notNegative('clipByValue', 'max', max)
  return single('clipByValue', { max }, (trace) => trace.max(trace.min(trace.g, max), -max))
}

/** The whole gradient scaled to a norm of at most `max`: all parameters together. First in a chain. */
export function clipByNorm({ max }: { readonly max: number }): Optimizer {
  notNegative('clipByNorm', 'max', max)
  return single('clipByNorm', { max }, (trace) => trace.mul(trace.g, trace.clipFactor('global', max)))
}

/** The gradient of each parameter scaled to a norm of at most `max`. First in a chain. */
export function clipByLayerNorm({ max }: { readonly max: number }): Optimizer {
  notNegative('clipByLayerNorm', 'max', max)
  return single('clipByLayerNorm', { max }, (trace) => trace.mul(trace.g, trace.clipFactor('parameter', max)))
}
