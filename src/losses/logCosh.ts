import { stableSoftplus } from '../layers/activations/softplus.js'
import { checkOptions, type NoOptions } from '../options.js'
import type { Loss } from './loss.js'

const LN2 = 0.6931471805599453

/** mean log(cosh(y - d)) = |e| + softplus(-2|e|) - ln 2: smooth, with gradient tanh(e)/n. */
export const logCosh = (options: NoOptions = {}): Loss => {
  checkOptions('logCosh', options, {})
  return {
    name: 'logCosh',
    settings: {},
    target: 'values',
    trace: ({ prediction, target, op }) => {
      const size = op.abs(op.sub(prediction, target))
      return op.mean(op.add(size, op.sub(stableSoftplus(op, op.mul(size, -2)), LN2)))
    },
  }
}
