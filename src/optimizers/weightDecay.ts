import { type Optimizer, type Rate, fraction, notNegative, rateAt, rateSettings, single } from './optimizer.js'

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
