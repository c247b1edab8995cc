import type { StateKey } from '../../autodiff/running/streamStates.js'
import type { ModelInput } from './modelInput.js'
import type { ModelTarget } from './pass.js'

/** A sample for `train`. */
export interface ModelSample {
  readonly x: ModelInput
  readonly y: ModelTarget
  /** Multiplies the gradient; default 1. */
  readonly weight?: number
  readonly key?: StateKey | undefined
}
