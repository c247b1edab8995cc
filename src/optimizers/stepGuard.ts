import { exp } from '../kernels/float64Math.js'
import { checkOptions } from '../options.js'
import { type Optimizer, single } from './optimizer.js'

/** Below this fraction the whole step is taken. */
const NEGLIGIBLE = 1e-6

/**
 * Keeps a step from overshooting. f = step . gradient / (2 |delta|^2), delta being the loss's gradient in the output, is
 * to first order the fraction by which the step shrinks the output's error along itself; the step is taken with the
 * factor (1 - exp(-f)) / f: tiny steps unchanged, large ones saturate. Exact, implicit step for a squared loss with a
 * fixed tangent kernel. Last in a chain: `chain(rmsprop(), stepGuard())`. State: one number per weight.
 * Source: Karampatziakis & Langford 2011, "Online importance weight aware updates", carried over to networks.
 */
export function stepGuard(options: Readonly<Record<never, never>> = {}): Optimizer {
  checkOptions('stepGuard', options, {})
  const rules = single('stepGuard', {}, ({ g }) => g).rules.map((rule) => ({ ...rule, guard: saturated }))
  return { rules }
}

function saturated(decrease: number, error: number): number {
  const f = (0.5 * decrease) / (error + 1e-12)
  return f < NEGLIGIBLE ? 1 : (1 - exp(-f)) / f
}
