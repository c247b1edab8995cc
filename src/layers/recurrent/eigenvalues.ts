import type { Initializer, LayerTrace, Tensor } from '../../autodiff/tracing/trace.js'
import { cos, log } from '../../kernels/float64Math.js'
import type { Complex } from './complex.js'
import { withTraces } from './withTraces.js'

export interface RingOptions {
  /** Between which magnitudes the eigenvalues start, uniformly on the ring's area. */
  readonly radius: readonly [least: number, most: number]
  /** Largest angle at the start, in (0, pi). */
  readonly phase: number
}

/** nu with exp(-exp(nu)) uniform in the area between two circles. */
const decayStart = ([least, most]: RingOptions['radius']): Initializer => ({
  fill: (values, _, random) => {
    for (let i = 0; i < values.length; i++) {
      values[i] = log(-0.5 * log(least * least + random() * (most * most - least * least)))
    }
  },
})

/** log tan(angle / 2) for angles uniform in (0, phase). */
const turnStart = (phase: number): Initializer => ({
  fill: (values, _, random) => {
    for (let i = 0; i < values.length; i++) {
      const cosine = cos((random() * 0.998 + 0.001) * phase)
      values[i] = 0.5 * log((1 - cosine) / (1 + cosine))
    }
  },
})

/**
 * Bounds of nu: rates from 8e-7 (a memory of a million samples) to 55 (none). Below, float32 could round a magnitude up to
 * 1; far above, a rate is infinite and its gradient not a number.
 */
const SLOWEST = -14
const FASTEST = 4

/**
 * Eigenvalues that never leave the unit circle: magnitude exp(-exp(nu)) (Orvieto et al. 2023), angle 2 atan(exp(s)), so
 * that each step changes the time a unit remembers, and its period, by a factor. `scale` is sqrt(1 - magnitude^2), with
 * which an input of variance 1 gives a state of variance 1, however long the memory. Finite, gradients too, for all
 * finite nu and s.
 */
export function eigenvalues(
  trace: LayerTrace,
  units: number,
  { radius, phase }: RingOptions,
): { readonly lambda: Complex; readonly scale: Tensor } {
  const { op, parameter } = trace
  const rate = op.exp(bounded(trace, parameter('decay', [units], decayStart(radius))))
  const turn = parameter('turn', [units], turnStart(phase))
  // tan of half the angle, or of half the angle left to pi: at most 1, where exp(s) squared would overflow.
  const tangent = op.exp(op.min(turn, op.neg(turn)))
  const side = op.select(op.greater(turn, 0), -1, 1)
  const square = op.square(tangent)
  const share = op.div(op.exp(op.neg(rate)), op.add(square, 1))
  return {
    lambda: {
      real: op.mul(op.mul(op.sub(1, square), share), side),
      imaginary: op.mul(op.mul(tangent, 2), share),
    },
    scale: op.sqrt(op.neg(op.expm1(op.mul(rate, -2)))),
  }
}

/** Kept within its bounds, with the gradient it has there, so that a unit that was thrown out of them comes back. */
function bounded({ op }: LayerTrace, nu: Tensor): Tensor {
  return withTraces(op, op.stopGradient(op.min(op.max(nu, SLOWEST), FASTEST)), nu)
}
