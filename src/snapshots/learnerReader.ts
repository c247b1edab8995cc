import type { StateKey } from '../autodiff/running/streamStates.js'
import { EddyError } from '../error.js'
import type { Prediction } from '../evaluation/prediction.js'
import { readOut, type ReadOutOptions } from '../evaluation/readOut.js'
import { savedFeatures } from '../features/builtin.js'
import type { FeatureDefinition } from '../features/feature.js'
import { FeatureChain, type Field } from '../features/featureChain.js'
import { isSample } from '../features/isSample.js'
import type { Features, Sample } from '../features/sample.js'
import { deviationsOf, TargetScalers } from '../features/targetScalers.js'
import { linkOf } from '../losses/link.js'
import { type Fault, isFault } from '../rejection.js'
import type { LearnerDescription } from '../operators/learner/learnerOptions.js'
import { readSample } from '../operators/learner/readSample.js'
import type { Column } from './column.js'
import { learnerStateOf } from './learnerColumns.js'

/** A learner's two ends, from a snapshot: a raw sample to the model's input, the model's output to a prediction. */
export class LearnerReader {
  private readonly chain: FeatureChain
  private readonly options: ReadOutOptions
  private readonly inputLength: number
  private readonly key: string | undefined

  /**
   * @param own all features, where one is the user's own
   * @throws {EddyError} ERR_SNAPSHOT, ERR_OPTION for features that JSON can't hold and that aren't given
   */
  constructor(
    description: LearnerDescription,
    columns: readonly Column[],
    inputLength: number,
    own?: readonly FeatureDefinition[],
  ) {
    const { task, classes, features, loss, scaleTarget, calibrate, key } = description
    this.key = key
    this.inputLength = inputLength
    this.chain = new FeatureChain(savedFeatures('createPredictor', features, own))
    const state = learnerStateOf(columns)
    if (state) this.chain.restore(state.features)
    const targets = task === 'regression' && scaleTarget ? new TargetScalers() : undefined
    if (state) targets?.restore(state.readout)
    const temperature = task === 'classification' && calibrate ? (state?.readout[0] ?? 1) : 1
    const deviations = targets ? deviationsOf(targets.state()) : []
    const outputs = targets && { unscale: targets.unscale, outputs: targets.known }
    const deviation = (index: number): number => deviations[index] ?? 1
    const link = linkOf(loss)
    this.options = { task, classes: Object.freeze([...classes]), temperature, link, deviation, ...outputs }
  }

  get inputs(): readonly string[] {
    return this.chain.names
  }

  get fields(): readonly Field[] {
    return this.chain.fields
  }

  /** @throws {EddyError} if `x` does not fit */
  encode(x: Features): Float32Array {
    const into = new Float32Array(this.inputLength)
    const fault = this.chain.encodeInto(x, into)
    if (fault) throw new EddyError(fault.code, `predict: ${fault.reason}`)
    return into
  }

  /**
   * The features of a question (see `isSample`), and its key, or what is wrong with that.
   *
   * @throws {EddyError} ERR_SAMPLE for a question that can't be read, ERR_INPUT_TYPE for one that has no features
   */
  partsOf(question: Features | Sample): { readonly x: Features; readonly key: StateKey | Fault } {
    const parts = readSample(isSample(question) ? question : { x: question }, this.key)
    if (isFault(parts)) throw new EddyError(parts.code, `predict: ${parts.reason}`)
    return parts
  }

  read(output: Float32Array | Float64Array): Prediction {
    return readOut(output, this.options)
  }
}
