import type { StateKey } from '../../autodiff/running/streamStates.js'
import type { ModelInput } from '../../layers/model/modelInput.js'
import type { ModelTarget } from '../../layers/model/pass.js'

/** A sample for the four operators: numbers in, numbers or a class index out. */
export interface TrainingSample {
  readonly x: ModelInput
  /** With several heads, a target for each by its name. */
  readonly y?: ModelTarget | Readonly<Record<string, ModelTarget>> | undefined
  readonly id?: string | undefined
  /** Whose state it goes with, in a model that keeps some; one stream if left out. */
  readonly key?: StateKey | undefined
  /** Milliseconds. */
  readonly at?: number | undefined
  /** Multiplies the sample's gradient; default 1. */
  readonly weight?: number | undefined
}
