import type { Sample } from '../../features/sample.js'
import { exp } from '../../kernels/float64Math.js'
import { checkOption, checkOptions, madeBy, number, required, type TableOf, wholeNumber } from '../../options.js'
import { draws, SyntheticStream } from './syntheticStream.js'

export interface DriftOptions<S extends Sample = Sample> {
  /** The sample in the middle of the change. */
  readonly at: number
  /** Samples that the change takes; 1 (default) is abrupt. */
  readonly width?: number
  /** What it changes into. */
  readonly to: SyntheticStream<S>
}

const aStream = madeBy('a synthetic stream', 'sea()', (value) => value instanceof SyntheticStream)

const table: TableOf<DriftOptions> = {
  at: required(wholeNumber({ from: 0 })),
  width: number({ from: 1 }),
  to: required(aStream),
}

/**
 * Turns one synthetic stream into another, gradually: around `at` each sample is drawn from either, by a probability that
 * rises as 1 / (1 + exp(-4 (i - at) / width)). Chain it for several changes. `samples` and `after` are those of the first.
 *
 * ```ts
 * drift(sea(), { at: 5000, width: 500, to: sea({ variant: 2 }) }).pipe(learn(learner))
 * ```
 *
 * Source: Bifet et al. 2009, "New ensemble methods for evolving data streams", section 4.
 *
 * @throws {EddyError} ERR_OPTION for a place or a width that is no number of samples
 */
export function drift<A extends Sample, B extends Sample>(
  from: SyntheticStream<A>,
  options: DriftOptions<B>,
): SyntheticStream<A | B> {
  checkOption('drift', 'from', from, required(aStream))
  checkOptions('drift', options, table)
  const { at, width = 1, to } = options
  return new SyntheticStream<A | B>((random) => {
    const seed = to.options.seed ?? 1
    // Its own generator: what comes before a change doesn't alter what comes after it.
    const [other, dice] = [draws(seed), draws(seed ^ at ^ 0x5eed)]
    const [before, after] = [from.begin(random), to.begin(other)]
    let i = 0
    return (own): A | B => {
      const changed = dice.next() < probability(i - at, width)
      i += 1
      return changed ? after(other) : before(own)
    }
  }, from.options)
}

function probability(distance: number, width: number): number {
  if (width === 1) return distance >= 0 ? 1 : 0
  return 1 / (1 + exp(Math.max(-700, Math.min(700, (-4 * distance) / width))))
}
