import { type LayerTrace, isTensor } from '../../autodiff/tracing/trace.js'
import { custom, number, type TableOf } from '../../options.js'
import { uniform } from '../initializers.js'
import { checkedLayer, type LayerFactory } from '../layer.js'
import { type Cell, type RecurrentOptions, recurrentTable } from './cell.js'
import { each, multiply, plus, scaled } from './complex.js'
import { eigenvalues, type RingOptions } from './eigenvalues.js'
import { onlineTraces, type LinearWeights } from './onlineTraces.js'
import { unroll } from './unroll.js'

export interface LinearRecurrentOptions extends RecurrentOptions, Partial<RingOptions> {
  /**
   * For samples that come one by one: steps that a gradient flows back. Left out, it flows back without end: exact
   * gradients, carried forward.
   */
  readonly window?: number
}

const table: TableOf<LinearRecurrentOptions> = {
  ...recurrentTable,
  radius: custom('[least, most] with 0 <= least <= most < 1', (value) => {
    const [least, most, ...more] = Array.isArray(value) ? (value as readonly unknown[]) : []
    const numbers = typeof least === 'number' && typeof most === 'number' && more.length === 0
    return numbers && least >= 0 && least <= most && most < 1
  }),
  phase: number({ above: 0, below: Math.PI }),
}

function weightsOf(trace: LayerTrace, units: number, features: number, ring: RingOptions): LinearWeights {
  const start = uniform(Math.sqrt(1.5 / features))
  const shape = [units, features]
  const { parameter } = trace
  return {
    ...eigenvalues(trace, units, ring),
    input: { real: parameter('inputReal', shape, start), imaginary: parameter('inputImaginary', shape, start) },
  }
}

function cellOf(trace: LayerTrace, units: number, { lambda, scale, input }: LinearWeights): Cell {
  const { op } = trace
  return {
    units,
    carried: ['real', 'imaginary'],
    step: (x, [real = x, imaginary = x]) => {
      const after = plus(
        op,
        multiply(op, lambda, { real, imaginary }),
        each(input, (part) => op.linear(x, part)),
      )
      return [after.real, after.imaginary]
    },
    output: ([real = trace.x, imaginary = trace.x]) => scaled(op, { real, imaginary }, scale),
  }
}

function ringOf({ radius = [0.9, 0.999], phase = Math.PI / 10 }: LinearRecurrentOptions): RingOptions {
  const [least, most] = radius
  return { radius: [Math.max(least, 1e-6), Math.max(most, 1e-6)], phase }
}

export const linearRecurrentLayer: LayerFactory<LinearRecurrentOptions> = checkedLayer(
  'linearRecurrent',
  table,
  (trace, options) => {
    const { value } = trace
    const { units } = options
    const ring = ringOf(options)
    if (options.window === undefined && isTensor(value) && value.shape.length === 1) {
      return onlineTraces(trace, units, weightsOf(trace, units, value.shape[0] ?? 1, ring))
    }
    return unroll(trace, 'linearRecurrent', options, (features) =>
      cellOf(trace, units, weightsOf(trace, units, features, ring)),
    )
  },
)

/**
 * Linear recurrent units (Orvieto et al. 2023): z' = lambda z + B x with complex lambda inside the unit circle, one for
 * each unit, and the output sqrt(1 - |lambda|^2) z. A `dense` after it is the paper's matrix C; put both beside the
 * inputs themselves (`parallel([[], [linearRecurrent(...)]])`) for its D.
 *
 * One sample at a time, [features] becomes [2 units]: the real parts, then the imaginary ones. Its gradient needs no
 * window: as no unit acts on another, real-time recurrent learning takes one trace per weight (Zucchet et al. 2023), and
 * the gradient of a loss in all samples so far is exact, but for the weights having moved meanwhile. Layers below it get the
 * gradient of the newest step only. Whole sequences as `gru` does, [steps, features] to [steps, 2 units].
 *
 * Parameters: decay [units], |lambda| = exp(-exp(decay)), at most 1 - 8e-7 (a memory of a million samples); turn [units],
 * the angle 2 atan(exp(turn)); inputReal and inputImaginary [units, features].
 *
 * @param options.radius magnitudes of lambda at the start; default [0.9, 0.999]: memories of 10 to 1,000 samples
 * @param options.phase largest angle of lambda at the start; default pi/10
 * @throws {EddyError} ERR_SHAPE, when built, if x has more than two axes; ERR_OPTION for bad options
 */
export const linearRecurrent = (options: LinearRecurrentOptions): ReturnType<typeof linearRecurrentLayer> =>
  linearRecurrentLayer(options)
