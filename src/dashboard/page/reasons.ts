import type { SnapshotAbout } from '../../snapshots/about.js'
import type { Live } from '../live.js'
import { questionOf } from './question.js'

/** Why a panel has nothing to show; undefined where it has. */
export interface Reasons {
  readonly stream: string | undefined
  readonly error: string | undefined
  readonly activations: string | undefined
  readonly gradients: string | undefined
  readonly whatif: string | undefined
}

const NOTHING_LEARNED = 'Nothing was learned since it was published.'
const NO_PAIRS = 'No pair of truth and prediction was told yet.'
const TOO_WIDE = 'The samples have more fields than are sent along (64), so there is none to'

/**
 * A learner tells of itself; of a bare model its trainer may, with the option `about` of `publish`. Whoever sees an empty
 * panel should learn which of the two it is.
 */
export function reasonsFor({ metrics = {} }: Pick<SnapshotAbout, 'metrics'>, live: Live, isLearner: boolean): Reasons {
  const { truth = [], gradientNorms = {}, samplesPerSecond } = live
  const learned = isLearner && samplesPerSecond !== undefined
  const untold = (what: string, as: string, learner = NOTHING_LEARNED): string =>
    isLearner ? learner : `A bare model tells no ${what} by itself; its trainer may, as ${as}.`
  const asked = (purpose: string): string | undefined =>
    questionOf(live)
      ? undefined
      : untold('inputs', 'about.live.names and .x', learned ? `${TOO_WIDE} ${purpose}.` : NOTHING_LEARNED)
  const unless = (there: boolean, why: string): string | undefined => (there ? undefined : why)
  return {
    stream: unless(
      truth.length > 0,
      untold('truth beside its predictions', 'about.live.truth and .prediction', learned ? NO_PAIRS : NOTHING_LEARNED),
    ),
    error: unless(Object.keys(metrics).length > 0, untold('metrics', 'about.metrics, beside about.baselines')),
    activations: asked('show the units for'),
    gradients: unless(Object.keys(gradientNorms).length > 0, untold('gradients', 'about.live.gradientNorms')),
    whatif: asked('change'),
  }
}
