import { type Optimizer, type Rate, fraction, notNegative, rateAt, rateSettings, single } from './optimizer.js'

export interface ShrinkOptions {
  /** The part of every weight that goes, from 0 to 1; a number, or a schedule over the steps. */
  readonly decay: Rate
  /** False leaves parameters of one axis alone: biases, and the gains and shifts of normalization. Default true. */
  readonly biases?: boolean
}

/**
 * After the step every weight shrinks by the factor 1 - decay: the weight decay of the 1986 family trees.
 * Put it last: `chain(sgd({ ... }), shrink({ decay: 0.002 }))`.
 */
export function shrink({ decay, biases = true }: ShrinkOptions): Optimizer {
  if (typeof decay === 'number') fraction('shrink', 'decay', decay)
  const settings = { decay: rateSettings(decay), ...(biases ? {} : { biases }) }
  // w - s' = (w - s)(1 - decay)  gives  s' = s (1 - decay) + w decay.
  return single('shrink', settings, (trace) => {
    if (!biases && trace.parameter.shape.length === 1) return trace.g
    if (typeof decay === 'number') return trace.blend(trace.g, 1 - decay, trace.w, decay)
    const kept = trace.scalar('kept', (t) => 1 - decay.at(t))
    return trace.blend(
      trace.g,
      kept,
      trace.w,
      trace.scalar('decay', (t) => decay.at(t)),
    )
  })
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
