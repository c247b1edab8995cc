import type { Initializer, LayerTrace, Tensor } from '../../autodiff/tracing/trace.js'
import { cos, log } from '../../kernels/float64Math.js'
import type { Complex } from './complex.js'

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
 * Eigenvalues that never leave the unit circle: magnitude exp(-exp(nu)) (Orvieto et al. 2023), angle 2 atan(exp(s)), so
 * that each step changes the time a unit remembers, and its period, by a factor. `scale` is sqrt(1 - magnitude^2), with
 * which an input of variance 1 gives a state of variance 1, however long the memory.
 */
export function eigenvalues(
  { op, parameter }: LayerTrace,
  units: number,
  { radius, phase }: RingOptions,
): { readonly lambda: Complex; readonly scale: Tensor } {
  const rate = op.exp(parameter('decay', [units], decayStart(radius)))
  const tangent = op.exp(parameter('turn', [units], turnStart(phase)))
  const magnitude = op.exp(op.neg(rate))
  const square = op.square(tangent)
  const share = op.div(magnitude, op.add(square, 1))
  return {
    lambda: { real: op.mul(op.sub(1, square), share), imaginary: op.mul(op.mul(tangent, 2), share) },
    scale: op.sqrt(op.neg(op.expm1(op.mul(rate, -2)))),
  }
}
