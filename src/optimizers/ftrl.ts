import { type Optimizer, notNegative, single } from './optimizer.js'

export interface FtrlOptions {
  /** Default 0.1. */
  readonly alpha?: number
  readonly beta?: number
  /** Makes weights exactly zero; default 0. */
  readonly l1?: number
  readonly l2?: number
}

/**
 * FTRL-Proximal (McMahan et al., KDD 2013): per-weight rates and exact zeros, for wide sparse linear models.
 * The weights are computed anew from the state. State: two numbers per weight.
 */
export function ftrl({ alpha = 0.1, beta = 1, l1 = 0, l2 = 0 }: FtrlOptions = {}): Optimizer {
  for (const [option, value] of Object.entries({ alpha, beta, l1, l2 })) notNegative('ftrl', option, value)
  return single('ftrl', { alpha, beta, l1, l2 }, (trace) => {
    const { g, w } = trace
    const z = trace.state('z')
    const n = trace.state('n')
    const root = trace.sqrt(n)
    trace.assign(n, trace.blendSquare(n, 1, g, 1))
    const grown = trace.sqrt(n)
    const sigma = trace.blend(grown, 1 / alpha, root, -1 / alpha)
    trace.assign(z, trace.add(z, trace.sub(g, trace.mul(sigma, w))))
    const rate = trace.blend(grown, 1 / alpha, grown, 0)
    const wanted = trace.div(trace.sub(trace.max(trace.min(z, l1), -l1), z), trace.add(rate, beta / alpha + l2))
    return trace.sub(w, wanted)
  })
}
