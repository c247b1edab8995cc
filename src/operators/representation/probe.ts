import type { OperatorFunction } from 'rxjs'
import { EddyError } from '../../error.js'
import type { Prediction } from '../../evaluation/prediction.js'
import { LinearProbe } from '../../evaluation/representation/linearProbe.js'
import type { Target } from '../../features/sample.js'
import { callback, checkOption, madeBy, required } from '../../options.js'
import { Fault, type RejectionCode } from '../../rejection.js'
import { mapSamples } from '../mapSamples.js'
import type { Activation } from './activations.js'

/** What a probe said about a sample before it learned from it. */
export interface Probed<S> {
  readonly samples: number
  readonly layer: string
  readonly sample: S
  readonly target: Target
  readonly prediction: Prediction
}

const aProbe = madeBy('a probe', 'linearProbe()', (value) => value instanceof LinearProbe)

/**
 * Trains a probe on activations: asked first, told afterwards, so that `prequential` may score it. The probe holds what
 * is learned; the network doesn't change. What the probe can't take is set aside on its `rejections`: also all that comes
 * of a layer after it has grown.
 *
 * @param of the concept: a label of the sample, or a number
 */
export function probe<S>(reader: LinearProbe, of: (sample: S) => Target): OperatorFunction<Activation<S>, Probed<S>> {
  checkOption('probe', 'reader', reader, required(aProbe))
  checkOption('probe', 'of', of, required(callback))
  return mapSamples(reader.rejections, () => ({ layer, values, sample }) => {
    try {
      const prediction = reader.predict(values)
      const target = of(sample)
      reader.learn(values, target)
      return { samples: reader.samples, layer, sample, target, prediction }
    } catch (error) {
      if (!(error instanceof EddyError)) throw error
      reader.rejections.report(sample, new Fault(error.code as RejectionCode, error.message))
      return undefined
    }
  })
}
