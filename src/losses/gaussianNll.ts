import { EddyError } from '../error.js'
import { checkOptions, type NoOptions } from '../options.js'
import type { Loss } from './loss.js'

/**
 * A mean and a spread per quantity: the prediction is [mu_1 .. mu_n, s_1 .. s_n], s the logarithm of the variance;
 * the loss is mean 1/2 (s + (mu - d)^2 e^-s). The target has 2n numbers too; its second half is not read.
 *
 * @throws {EddyError} ERR_SHAPE, when traced, if the prediction is not a vector of even length
 */
export const gaussianNll = (options: NoOptions = {}): Loss => {
  checkOptions('gaussianNll', options, {})
  return {
    name: 'gaussianNll',
    settings: {},
    target: 'values',
    link: 'meanAndVariance',
    trace: ({ prediction, target, op }) => {
      const length = prediction.shape[0] ?? 0
      const n = length / 2
      if (prediction.shape.length !== 1 || length % 2 !== 0) {
        throw new EddyError(
          'ERR_SHAPE',
          `gaussianNll: wanted means and log variances, [2n], got [${prediction.shape.join(', ')}]`,
        )
      }
      const logVariance = op.slice(prediction, n, length)
      const squares = op.square(op.sub(op.slice(prediction, 0, n), op.slice(target, 0, n)))
      return op.mul(op.mean(op.add(logVariance, op.mul(squares, op.exp(op.neg(logVariance))))), 0.5)
    },
  }
}
