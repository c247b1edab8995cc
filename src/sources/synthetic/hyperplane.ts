import { checkOptions, number, wholeNumber, wrongOption, type TableOf } from '../../options.js'
import {
  type SyntheticOptions,
  SyntheticStream,
  type VectorSample,
  syntheticTable,
  probability,
} from './syntheticStream.js'

export interface HyperplaneOptions extends SyntheticOptions {
  /** Numbers per sample, from 0 to 1; default 10. */
  readonly features?: number
  /** How many of their weights drift, and by how much from sample to sample; default 2, or as many as there are, and 0. */
  readonly drifting?: number
  readonly magnitude?: number
  /** Probability that a drift turns round; default 0.1. */
  readonly turning?: number
  /** Share of labels that are turned round; default 0.05. */
  readonly noise?: number
}

const table: TableOf<HyperplaneOptions> = {
  ...syntheticTable,
  features: wholeNumber({ from: 1, to: 10_000 }),
  drifting: wholeNumber({ from: 0 }),
  magnitude: number({ from: 0 }),
  turning: probability,
  noise: probability,
}

/**
 * True on one side of a hyperplane that turns slowly: half of all samples, at first.
 * Source: Hulten, Spencer & Domingos 2001, "Mining time-changing data streams".
 */
export function hyperplane(options: HyperplaneOptions = {}): SyntheticStream<VectorSample<boolean>> {
  checkOptions('hyperplane', options, table)
  const {
    features = 10,
    drifting = Math.min(2, features),
    magnitude = 0,
    turning = 0.1,
    noise = 0.05,
    ...others
  } = options
  if (drifting > features) {
    throw wrongOption('hyperplane', 'drifting', drifting, { expected: `at most \`features\`, ${features}` })
  }
  return new SyntheticStream((random) => {
    const weights = Array.from({ length: features }, random.next)
    const directions: number[] = Array.from({ length: features }, (_, i) => (i < drifting ? 1 : 0))
    return ({ next }) => {
      const x = Array.from({ length: features }, next)
      const sum = x.reduce((total, value, i) => total + value * (weights[i] ?? 0), 0)
      const half = weights.reduce((total, weight) => total + weight, 0) / 2
      const turned = next() < noise
      for (let i = 0; i < drifting; i++) {
        weights[i] = (weights[i] ?? 0) + (directions[i] ?? 0) * magnitude
        if (next() < turning) directions[i] = -(directions[i] ?? 0)
      }
      return { x, y: sum >= half !== turned }
    }
  }, others)
}
