import { checkOptions, notNegative, positive, type TableOf, wrongOption } from '../options.js'
import { type Optimizer, single } from './optimizer.js'

export interface FtrlOptions {
  /** The rate of a weight is alpha/(beta + sqrt of the sum of its squared gradients); above 0, default 0.1. */
  readonly alpha?: number
  /** Default 1. 0 only with an `l2` above 0: a weight without a gradient so far would be 0/0. */
  readonly beta?: number
  /** Makes weights exactly zero; default 0. */
  readonly l1?: number
  /** Pulls weights towards zero; default 0. */
  readonly l2?: number
}

const table: TableOf<FtrlOptions> = { alpha: positive, beta: notNegative, l1: notNegative, l2: notNegative }

/**
 * FTRL-Proximal (McMahan et al., KDD 2013): per-weight rates and exact zeros, for wide sparse linear models.
 * The weights are computed anew from the state. State: two numbers per weight.
 */
export function ftrl(options: FtrlOptions = {}): Optimizer {
  checkOptions('ftrl', options, table)
  const { alpha = 0.1, beta = 1, l1 = 0, l2 = 0 } = options
  const least = Math.fround(beta / alpha + l2)
  if (least === 0) throw wrongOption('ftrl', 'beta', beta, { expected: 'above 0 where `l2` is 0' })
  const bounded = Number.isFinite(least) && Number.isFinite(Math.fround(1 / alpha))
  if (!bounded) throw wrongOption('ftrl', 'alpha', alpha, { expected: `larger: ${beta}/alpha is infinite` })
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
