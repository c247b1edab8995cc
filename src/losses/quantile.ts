import { type Loss, setting } from './loss.js'

export interface QuantileOptions {
  /** The quantile to learn, in (0, 1); 0.5 is the median. Default 0.5. */
  readonly tau?: number
}

/**
 * Pinball loss, mean max(tau e, (tau - 1) e) of e = d - y: its minimum is the tau-quantile of the target.
 *
 * @see Koenker and Bassett, "Regression Quantiles", 1978
 */
export function quantile({ tau = 0.5 }: QuantileOptions = {}): Loss {
  setting('quantile', 'tau', tau, 'a number in (0, 1)', (t) => t > 0 && t < 1)
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
