import type { Prediction } from '../../evaluation/prediction.js'
import type { Sample, Target } from '../../features/sample.js'

/** What learning from one sample gave: the prediction was made before. */
export interface Learned<S extends Sample = Sample> {
  /** Samples learned so far, this one included. */
  readonly samples: number
  readonly loss: number
  readonly sample: S
  readonly target: Target
  readonly prediction: Prediction
  /** Samples set aside so far. */
  readonly rejected: number
}
