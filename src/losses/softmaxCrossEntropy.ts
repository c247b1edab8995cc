import { checkOptions, fraction, type TableOf } from '../options.js'
import type { Loss } from './loss.js'

export interface SoftmaxCrossEntropyOptions {
  /** The part s of the target spread evenly over the K classes: (1-s) onehot + s/K; in [0, 1), default 0. */
  readonly labelSmoothing?: number
}

const table: TableOf<SoftmaxCrossEntropyOptions> = { labelSmoothing: fraction }

/**
 * Cross-entropy of one class among several, from logits: logSumExp(z) sum(q) - <q, z> for the target q, one-hot or soft,
 * written as <q, logSumExp(z) - z> to lose fewer digits. Gradient softmax(z) sum(q) - q. Rows of a matrix add up.
 */
export function softmaxCrossEntropy(options: SoftmaxCrossEntropyOptions = {}): Loss {
  checkOptions('softmaxCrossEntropy', options, table)
  const { labelSmoothing = 0 } = options
  return {
    name: 'softmaxCrossEntropy',
    settings: { labelSmoothing },
    target: 'class',
    trace: ({ prediction: z, target, op }) => {
      const classes = z.shape[z.shape.length - 1] ?? 1
      const smooth =
        labelSmoothing === 0 ? target : op.add(op.mul(target, 1 - labelSmoothing), labelSmoothing / classes)
      return op.sum(op.mul(smooth, op.sub(op.logSumExp(z), z)))
    },
  }
}
