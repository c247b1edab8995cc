import { map, type OperatorFunction } from 'rxjs'
import type { OnlinePca } from '../../evaluation/representation/onlinePca.js'
import type { Activation } from './activations.js'

/** A sample's place in the picture. */
export interface Projected<S> {
  readonly layer: string
  readonly sample: S
  /** [components]. */
  readonly place: Float64Array
}

/** Where each sample lies on the main axes of the activations so far, itself included. `pca` holds what is learned. */
export function project<S>(pca: OnlinePca): OperatorFunction<Activation<S>, Projected<S>> {
  return map(({ layer, values, sample }) => {
    pca.learn(values)
    return { layer, sample, place: pca.project(values) }
  })
}
