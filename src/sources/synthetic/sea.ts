import type { Sample } from '../../features/sample.js'
import { checkOptions, oneOf, type TableOf } from '../../options.js'
import { type SyntheticOptions, SyntheticStream, syntheticTable, probability } from './syntheticStream.js'

export interface SeaOptions extends SyntheticOptions {
  /** Which threshold: 0 to 3 stand for 8, 9, 7 and 9.5; default 0. */
  readonly variant?: number
  /** Share of labels that are turned round; default 0. */
  readonly noise?: number
}

/** What `sea` draws: three numbers from 0 to 10, and whether the first two are below the threshold. */
export interface SeaSample extends Sample {
  readonly x: { readonly a: number; readonly b: number; readonly c: number }
  readonly y: boolean
}

const THRESHOLDS = [8, 9, 7, 9.5]

const table: TableOf<SeaOptions> = {
  ...syntheticTable,
  variant: oneOf([0, 1, 2, 3]),
  noise: probability,
}

/**
 * Three numbers from 0 to 10, of which the third says nothing: true where a + b is at most a threshold.
 * Source: Street & Kim 2001, "A streaming ensemble algorithm (SEA) for large-scale classification".
 */
export function sea(options: SeaOptions = {}): SyntheticStream<SeaSample> {
  checkOptions('sea', options, table)
  const { variant = 0, noise = 0, ...others } = options
  const threshold = THRESHOLDS[variant] ?? 8
  return new SyntheticStream(
    () =>
      ({ next }) => {
        const x = { a: 10 * next(), b: 10 * next(), c: 10 * next() }
        const turned = next() < noise
        return { x, y: x.a + x.b <= threshold !== turned }
      },
    others,
  )
}
