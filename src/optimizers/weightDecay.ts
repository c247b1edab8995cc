import { checkOptions, either, flag, fraction, notNegative, required, type TableOf } from '../options.js'
import { type Optimizer, type Rate, rate, rateAt, rateSettings, single } from './optimizer.js'
import { schedule, valueAt } from './schedule.js'

export interface ShrinkOptions {
  /** The part of every weight that goes, from 0 to 1; a number, or a schedule over the steps. */
  readonly decay: Rate
  /** False leaves parameters of one axis alone: biases, and the gains and shifts of normalization. Default true. */
  readonly biases?: boolean
}

const shrinkTable: TableOf<ShrinkOptions> = { decay: required(either(fraction, schedule)), biases: flag }

/**
 * After the step every weight shrinks by the factor 1 - decay: the weight decay of the 1986 family trees.
 * Put it last: `chain(sgd({ ... }), shrink({ decay: 0.002 }))`.
 */
export function shrink(options: ShrinkOptions): Optimizer {
  checkOptions('shrink', options, shrinkTable)
  const { decay, biases = true } = options
  const settings = { decay: rateSettings(decay), ...(biases ? {} : { biases }) }
  // w - s' = (w - s)(1 - decay)  gives  s' = s (1 - decay) + w decay.
  return single('shrink', settings, (trace) => {
    if (!biases && trace.parameter.shape.length === 1) return trace.g
    if (typeof decay === 'number') return trace.blend(trace.g, 1 - decay, trace.w, decay)
    const decayAt = valueAt('shrink: `decay`', decay, 1)
    const kept = trace.scalar('kept', (t) => 1 - decayAt(t))
    return trace.blend(trace.g, kept, trace.w, trace.scalar('decay', decayAt))
  })
}

export interface WeightDecayOptions {
  readonly learningRate: Rate
  /** 0 or more. */
  readonly decay: number
}

const table: TableOf<WeightDecayOptions> = { learningRate: required(rate), decay: required(notNegative) }

/** Decoupled weight decay: adds rate * decay * w to the step (Loshchilov & Hutter 2019). */
export function weightDecay(options: WeightDecayOptions): Optimizer {
  checkOptions('weightDecay', options, table)
  const { learningRate, decay } = options
  const at = rateAt('weightDecay', learningRate)
  return single('weightDecay', { learningRate: rateSettings(learningRate), decay }, (trace) =>
    trace.blend(
      trace.g,
      1,
      trace.w,
      trace.scalar('decay', (t) => at(t) * decay),
    ),
  )
}
