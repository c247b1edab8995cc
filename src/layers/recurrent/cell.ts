import type { Initializer, LayerTrace, Tensor } from '../../autodiff/tracing/trace.js'
import { flag, oneOf, required, type TableOf, wholeNumber } from '../../options.js'
import { fanIn } from '../initializers.js'

/** What a recurrent layer repeats: one step of its recursion. */
export interface Cell {
  readonly units: number
  /** Names of the vectors [units] carried from step to step. */
  readonly carried: readonly string[]
  /** The carried vectors after a step, from the input [features] and what they were before it. */
  readonly step: (x: Tensor, before: readonly Tensor[]) => readonly Tensor[]
  /** What the layer gives out. */
  readonly output: (carried: readonly Tensor[]) => Tensor
}

/** What all recurrent layers know. */
export interface RecurrentOptions {
  readonly units: number
  /**
   * Steps that a gradient flows back, for samples that come one by one: the layer keeps the carried vectors from before the
   * window and the last `window` - 1 inputs, and runs through the window anew for each sample, with the weights of now. Default 16.
   */
  readonly window?: number
  /**
   * Of whole sequences [steps, features]: whether one goes on where the one before ended (the chunks of an endless
   * stream; the gradient ends at the border). Default false: each starts from zeros.
   */
  readonly carry?: boolean
  /** Of whole sequences: every output, [steps, units], or that of the last step, [units]. Default 'all'. */
  readonly outputs?: 'all' | 'last'
}

export const recurrentTable: TableOf<RecurrentOptions> = {
  units: required(wholeNumber({ from: 1 })),
  // Each step of the window is in the graph.
  window: wholeNumber({ from: 1, to: 4096 }),
  carry: flag,
  outputs: oneOf(['all', 'last']),
}

/** The two affine maps of a cell with `gates` blocks of units: of the input, and of what is carried. As in PyTorch. */
export function gateMaps(
  { op, parameter }: Pick<LayerTrace, 'op' | 'parameter'>,
  { features, units, gates }: { readonly features: number; readonly units: number; readonly gates: number },
  biasStart: Initializer = fanIn({ inputs: units }),
): { readonly ofInput: (x: Tensor) => Tensor; readonly ofCarried: (h: Tensor) => Tensor } {
  const start = fanIn({ inputs: units })
  const weight = parameter('weight', [gates * units, features], start)
  const recurrentWeight = parameter('recurrentWeight', [gates * units, units], start)
  const bias = parameter('bias', [gates * units], biasStart)
  const recurrentBias = parameter('recurrentBias', [gates * units], start)
  return {
    ofInput: (x) => op.linear(x, weight, bias),
    ofCarried: (h) => op.linear(h, recurrentWeight, recurrentBias),
  }
}
