import type { Observable } from 'rxjs'
import type { ModelOptions } from '../layers/model/modelSpec.js'
import { TrainableModel } from '../layers/model/trainableModel.js'
import type { Rejection } from '../rejection.js'
import { rejectionsOf } from './rejectionsOf.js'
import type { TrainingSample } from './steps/trainingSample.js'

/**
 * Builds a model: traces its layers once, plans them once into fixed memory, and starts its parameters from the seed.
 *
 * @throws {EddyError} ERR_SHAPE if the layers don't fit, ERR_LAYER for an unknown layer, ERR_OPTION for bad options
 */
export const createModel = (options: ModelOptions): Model => new StreamedModel(options)

/** What a model shows: reading and predicting change nothing. The operators `forward` to `update` train it. */
export interface Model
  extends Pick<
    TrainableModel,
    | 'activations'
    | 'forget'
    | 'inputLength'
    | 'kernels'
    | 'lastGradientNorms'
    | 'layout'
    | 'observe'
    | 'optimizers'
    | 'outputLength'
    | 'outputShape'
    | 'parameters'
    | 'places'
    | 'predict'
    | 'rateFactor'
    | 'rejections'
    | 'restore'
    | 'spec'
    | 'state'
    | 'stateful'
    | 'statesOf'
    | 'steps'
  > {
  /** Samples that the operators set aside, with their reasons; the stream goes on. */
  readonly rejected$: Observable<Rejection<TrainingSample | readonly TrainingSample[]>>
}

/** A model, and all that trains it. */
export class StreamedModel extends TrainableModel implements Model {
  /** What users know it by: messages and consoles show it. */
  static override readonly name: string = 'Model'
  readonly rejected$: Model['rejected$'] = rejectionsOf<TrainingSample | readonly TrainingSample[]>(this.rejections)
}
