import { stableSoftplus } from '../layers/activations/softplus.js'
import { checkOptions, positive, type TableOf } from '../options.js'
import type { Loss } from './loss.js'

export interface BinaryCrossEntropyOptions {
  /** How much more a target of 1 counts than a target of 0; > 0, default 1. */
  readonly positiveWeight?: number
}

const table: TableOf<BinaryCrossEntropyOptions> = { positiveWeight: positive }

/**
 * Cross-entropy of independent yes-no outputs, from logits: mean of softplus(z) - z d, d in [0, 1].
 * Gradient (sigmoid(z) - d)/n, so a saturated unit still learns; exact for any size of z.
 */
export function binaryCrossEntropy(options: BinaryCrossEntropyOptions = {}): Loss {
  checkOptions('binaryCrossEntropy', options, table)
  const { positiveWeight = 1 } = options
  return {
    name: 'binaryCrossEntropy',
    settings: { positiveWeight },
    target: 'values',
    link: 'logistic',
    trace: ({ prediction: z, target, op }) => {
      if (positiveWeight === 1) return op.mean(op.sub(stableSoftplus(op, z), op.mul(z, target)))
      const weight = op.add(op.mul(target, positiveWeight - 1), 1)
      return op.mean(op.add(op.mul(op.sub(1, target), z), op.mul(weight, stableSoftplus(op, op.neg(z)))))
    },
  }
}
