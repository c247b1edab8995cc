import type { OperatorFunction } from 'rxjs'
import type { Task } from '../evaluation/prediction.js'
import type { Sample } from '../features/sample.js'
import { checkOption, required } from '../options.js'
import type { Learned } from './learner/learned.js'
import type { Learner } from './learner/learner.js'
import { aLearner } from './learner/learnerOptions.js'
import { orSetAside } from './mapSamples.js'
import { operate } from './operate.js'
import { inTurn } from './turns.js'

/**
 * Test, then train: emits for each sample the prediction made before learning from it. The learner holds the model,
 * so every subscription trains the same one. A sample that comes while one is being emitted (a subscriber that feeds
 * the source) waits its turn: order is kept. Samples that wait are learned before the source's completion or error is
 * passed on. When the subscriber leaves, they are dropped. A sample that doesn't fit is set aside on `learner.rejected$`.
 *
 * @throws {EddyError} ERR_OPTION for what is no learner
 */
export function learn<S extends Sample, T extends Task>(learner: Learner<T>): OperatorFunction<S, Learned<S, T>> {
  checkOption('learn', 'learner', learner, required(aLearner))
  const take = (sample: S): Learned<S, T> | undefined => learner.learn(sample)
  return operate((out) =>
    inTurn(out, {
      next: (sample) => {
        const learned = orSetAside(learner.rejections, sample, take)
        if (learned) out.next(learned)
      },
    }),
  )
}
