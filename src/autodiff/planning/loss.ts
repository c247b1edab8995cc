import type { Ops, Tensor } from '../tracing/trace.js'

/** What a loss is traced with. `target` always has the shape of `prediction`. */
export interface LossTrace {
  readonly prediction: Tensor
  readonly target: Tensor
  readonly op: Ops
}

/** Compares a prediction with a target and gives one number. The derivative follows from the trace. */
export interface Loss {
  readonly name: string
  /** JSON settings. A loss of Eddy is made again from its name and these. */
  readonly settings: Readonly<Record<string, unknown>>
  /** `values`: y is one number per output. `class`: y is an index (or a one-hot or soft vector) over the outputs. */
  readonly target: 'values' | 'class'
  /** The loss of one sample, shape [1]. The engine applies the weights of samples. */
  readonly trace: (trace: LossTrace) => Tensor
}
