import { map, type OperatorFunction } from 'rxjs'
import type { Prediction } from '../../evaluation/prediction.js'
import type { LinearProbe } from '../../evaluation/representation/linearProbe.js'
import type { Target } from '../../features/sample.js'
import type { Activation } from './activations.js'

/** What a probe said about a sample before it learned from it. */
export interface Probed<S> {
  readonly samples: number
  readonly layer: string
  readonly sample: S
  readonly target: Target
  readonly prediction: Prediction
}

/**
 * Trains a probe on activations: asked first, told afterwards, so that `prequential` may score it. The probe holds what
 * is learned; the network doesn't change.
 *
 * @param of the concept: a label of the sample, or a number
 */
export function probe<S>(reader: LinearProbe, of: (sample: S) => Target): OperatorFunction<Activation<S>, Probed<S>> {
  return map(({ layer, values, sample }) => {
    const target = of(sample)
    const prediction = reader.predict(values)
    reader.learn(values, target)
    return { samples: reader.samples, layer, sample, target, prediction }
  })
}
