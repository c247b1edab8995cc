import { checkOptions, type NoOptions } from '../options.js'
import type { Loss } from './loss.js'

/** Counts k of at least 0, from the logarithm r of their rate: mean e^r - k r. Gradient (e^r - k)/n. */
export const poisson = (options: NoOptions = {}): Loss => {
  checkOptions('poisson', options, {})
  return {
    name: 'poisson',
    settings: {},
    target: 'values',
    link: 'exponential',
    trace: ({ prediction: r, target, op }) => op.mean(op.sub(op.exp(r), op.mul(target, r))),
  }
}
