import { cos } from '../../kernels/float64Math.js'
import { checkOptions, number, oneOf, type TableOf } from '../../options.js'
import { type SyntheticOptions, SyntheticStream, type VectorSample, syntheticTable } from './syntheticStream.js'

export interface FriedmanOptions extends SyntheticOptions {
  /** 0: the function as published; 1: with the inputs in reverse order; default 0. */
  readonly variant?: number
  /** Standard deviation of what is added; default 1. */
  readonly noise?: number
}

const HALF_PI = 1.5707963267948966

const table: TableOf<FriedmanOptions> = {
  ...syntheticTable,
  variant: oneOf([0, 1]),
  noise: number({ from: 0 }),
}

/**
 * Ten numbers from 0 to 1, five of which matter: y = 10 sin(pi a b) + 20 (c - 0.5)^2 + 10 d + 5 e.
 * Source: Friedman 1991, "Multivariate adaptive regression splines".
 */
export function friedman(options: FriedmanOptions = {}): SyntheticStream<VectorSample<number>> {
  checkOptions('friedman', options, table)
  const { variant = 0, noise = 1, ...others } = options
  return new SyntheticStream(
    () =>
      ({ next, normal }) => {
        const x = Array.from({ length: 10 }, next)
        const [a = 0, b = 0, c = 0, d = 0, e = 0] = variant === 0 ? x : x.slice().reverse()
        // sin(t) = cos(t - pi/2)
        const wave = 10 * cos(2 * HALF_PI * a * b - HALF_PI)
        return { x, y: wave + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + noise * normal() }
      },
    others,
  )
}
