import type { Ops, Tensor } from '../tracing/trace.js'

/** What a loss is traced with. `target` always has the shape of `prediction`. */
export interface LossTrace {
  readonly prediction: Tensor
  readonly target: Tensor
  readonly op: Ops
}

/**
 * What an output of the network means under a loss, so that a learner predicts in the units of its targets (McCullagh and Nelder,
 * "Generalized Linear Models", 1989, section 2.2):
 *
 * - `identity`: the output is the prediction. Targets may be standardised.
 * - `exponential`: the output is the logarithm of a rate. Targets are at least 0.
 * - `logistic`: the output is the logit of a probability. Targets are from 0 to 1.
 * - `sign`: the output is a margin; its sign is the prediction. Targets are -1 or 1.
 * - `meanAndVariance`: n outputs are means, n more are logarithms of variances. Targets may be standardised.
 */
export type Link = 'identity' | 'exponential' | 'logistic' | 'sign' | 'meanAndVariance'

/** Compares a prediction with a target and gives one number. The derivative follows from the trace. */
export interface Loss {
  readonly name: string
  /** JSON settings. A loss of Eddy is made again from its name and these. */
  readonly settings: Readonly<Record<string, unknown>>
  /** `values`: y is one number per output. `class`: y is an index (or a one-hot or soft vector) over the outputs. */
  readonly target: 'values' | 'class'
  /** How outputs become predictions, for losses with a target of `values`; default `identity`. */
  readonly link?: Link
  /** The loss of one sample, shape [1]. The engine applies the weights of samples. */
  readonly trace: (trace: LossTrace) => Tensor
}
