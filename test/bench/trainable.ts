import type { ModelOptions } from 'eddy'
import { StreamedModel } from '../../dist/operators/model.js'

/** A model of the built package with what its public type doesn't show: passes, attached losses and optimizers. */
export type Model = StreamedModel

export const createModel = (options: ModelOptions): Model => new StreamedModel(options)
