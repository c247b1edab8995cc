import type { OperatorFunction } from 'rxjs'
import { EddyError } from '../../error.js'
import { OnlinePca } from '../../evaluation/representation/onlinePca.js'
import { checkOption, madeBy, required } from '../../options.js'
import { Fault, type RejectionCode } from '../../rejection.js'
import { mapSamples } from '../mapSamples.js'
import type { Activation } from './activations.js'

/** A sample's place in the picture. */
export interface Projected<S> {
  readonly layer: string
  readonly sample: S
  /** [components]. */
  readonly place: Float64Array
}

const aPca = madeBy('a projection', 'onlinePca()', (value) => value instanceof OnlinePca)

/**
 * Where each sample lies on the main axes of the activations so far, itself included. `pca` holds what is learned. What
 * it can't take is set aside on its `rejections`: also all that comes of a layer after it has grown, as a learner's last
 * one does with a new class.
 */
export function project<S>(pca: OnlinePca): OperatorFunction<Activation<S>, Projected<S>> {
  checkOption('project', 'pca', pca, required(aPca))
  return mapSamples(pca.rejections, () => ({ layer, values, sample }) => {
    try {
      pca.learn(values)
      return { layer, sample, place: pca.project(values) }
    } catch (error) {
      if (!(error instanceof EddyError)) throw error
      pca.rejections.report(sample, new Fault(error.code as RejectionCode, error.message))
      return undefined
    }
  })
}
