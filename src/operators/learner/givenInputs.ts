import type { StateKey } from '../../autodiff/running/streamStates.js'
import type { Model } from '../model.js'
import type { ModelInput } from '../../layers/model/modelInput.js'
import { Watchers } from '../../layers/model/watchers.js'
import type { Learned } from './learned.js'

/** What a model was given for a sample. */
export interface Given {
  readonly model: Model
  /** The sample as the model saw it. */
  readonly x: ModelInput
  /** Those of the sample's key before it. */
  readonly states: Float32Array | Float64Array
}

/**
 * What a learner's models were given for each sample, kept while somebody watches: afterwards features and states have
 * moved on, and would take the sample for the next one.
 */
export class GivenInputs {
  private readonly watchers = new Watchers()
  private readonly known = new WeakMap<object, Given>()

  /** Until the function it returns is called. */
  watch(): () => void {
    return this.watchers.watch()
  }

  /** Copies, before the model learns; nothing where nobody watches. */
  take(model: Model, x: Float32Array, key: StateKey): Given | undefined {
    return this.watchers.any ? { model, x: x.slice(), states: model.statesOf(key) } : undefined
  }

  keep(learned: Learned, given: Given | undefined): void {
    if (!given) return
    this.known.set(learned, given)
    this.known.set(learned.sample, given)
  }

  /** For a record of `learn`, or a copy of one. */
  of(record: object, sample: unknown): Given | undefined {
    return this.known.get(record) ?? (typeof sample === 'object' && sample ? this.known.get(sample) : undefined)
  }
}
