import type { StateKey } from '../../autodiff/running/streamStates.js'
import type { ModelInput } from '../../layers/model/modelInput.js'
import type { ModelTarget } from '../../layers/model/pass.js'

/**
 * With several heads, a target for each by its name. It may be of an interface of your own; each value is a `ModelTarget`, which is
 * checked when the sample comes.
 */
export type HeadTargets = object

/** A sample for the four operators: numbers in, numbers or a class index out. */
export interface TrainingSample {
  readonly x: ModelInput
  readonly y?: ModelTarget | HeadTargets | undefined
  readonly id?: string | undefined
  /** Whose state it goes with, in a model that keeps some; one stream if left out. */
  readonly key?: StateKey | undefined
  /** Milliseconds. */
  readonly at?: number | undefined
  /** Multiplies the sample's gradient; default 1. */
  readonly weight?: number | undefined
}
