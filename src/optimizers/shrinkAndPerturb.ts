import { checkOptions, notNegative, required, type TableOf } from '../options.js'
import { type Optimizer, type Rate, rate, rateAt, rateScalar, rateSettings, single } from './optimizer.js'

export interface ShrinkAndPerturbOptions {
  readonly learningRate: Rate
  /** What of a weight goes in a step, over the learning rate. */
  readonly decay: number
  /** Deviation of what is added to a gradient. */
  readonly noise: number
}

const table: TableOf<ShrinkAndPerturbOptions> = {
  learningRate: required(rate),
  decay: required(notNegative),
  noise: required(notNegative),
}

/**
 * Gradient descent that forgets a little and stirs a little, so that no unit dies for ever:
 * w <- w (1 - rate decay) - rate (g + noise n), n of mean 0 and variance 1. State: none.
 * Source: Ash & Adams 2020, "On warm-starting neural network training"; online form: Dohare et al., Nature 632 (2024).
 */
export function shrinkAndPerturb(options: ShrinkAndPerturbOptions): Optimizer {
  checkOptions('shrinkAndPerturb', options, table)
  const { learningRate, decay, noise } = options
  const at = rateAt('shrinkAndPerturb', learningRate)
  const settings = { learningRate: rateSettings(learningRate), decay, noise }
  return single('shrinkAndPerturb', settings, (trace) => {
    const pulled = trace.blend(trace.g, 1, trace.w, decay)
    return trace.mul(noise === 0 ? pulled : trace.blend(pulled, 1, trace.signs(), noise), rateScalar(trace, at))
  })
}
