import { checkOptions, notNegative, required, type TableOf } from '../options.js'
import { type Optimizer, single } from './optimizer.js'

export interface PerturbOptions {
  /** Standard deviation of what a step adds to a weight, 0 or more. */
  readonly noise: number
}

const table: TableOf<PerturbOptions> = { noise: required(notNegative) }

/**
 * Adds noise to every step: `noise` up or down for each weight, by a coin of the model's generator. Steps add up, and sums
 * of coins are normal, so that many steps do what Gaussian noise of that deviation does, at a bit per weight.
 * Put it last: `chain(adam(), weightDecay({ ... }), perturb({ noise: 1e-5 }))`. State: none.
 */
export function perturb(options: PerturbOptions): Optimizer {
  checkOptions('perturb', options, table)
  const { noise } = options
  return single('perturb', { noise }, (trace) => trace.blend(trace.g, 1, trace.signs(), noise))
}
