import { checkOptions, number, type TableOf } from '../options.js'
import type { Loss } from './loss.js'

export interface QuantileOptions {
  /** The quantile to learn, in (0, 1); 0.5 is the median. Default 0.5. */
  readonly tau?: number
}

const table: TableOf<QuantileOptions> = { tau: number({ above: 0, below: 1 }) }

/**
 * Pinball loss, mean max(tau e, (tau - 1) e) of e = d - y: its minimum is the tau-quantile of the target.
 *
 * @see Koenker and Bassett, "Regression Quantiles", 1978
 */
export function quantile(options: QuantileOptions = {}): Loss {
  checkOptions('quantile', options, table)
  const { tau = 0.5 } = options
  return {
    name: 'quantile',
    settings: { tau },
    target: 'values',
    trace: ({ prediction, target, op }) => {
      const error = op.sub(target, prediction)
      return op.mean(op.max(op.mul(error, tau), op.mul(error, tau - 1)))
    },
  }
}
