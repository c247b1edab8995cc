import type { PredictionOf, Task } from '../../evaluation/prediction.js'
import type { Sample } from '../../features/sample.js'

/** What learning from one sample gave. */
export interface Learned<S extends Sample = Sample, T extends Task = Task> {
  /** Samples learned so far, this one included. */
  readonly samples: number
  readonly loss: number
  readonly sample: S
  readonly target: NonNullable<S['y']>
  /**
   * What was predicted before the target was known: the same to the bit, whatever the target is. Its `unpredicted` is
   * true while nothing is known yet (no class, no target).
   */
  readonly prediction: PredictionOf<T>
  /** Samples set aside so far. */
  readonly rejected: number
}
