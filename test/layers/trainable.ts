import type { ModelOptions } from '../../src/index.js'
import { StreamedModel } from '../../src/operators/model.js'

/** A model with what its public type doesn't show: passes, attached losses and optimizers. */
export type Model = StreamedModel

export const createModel = (options: ModelOptions): Model => new StreamedModel(options)
