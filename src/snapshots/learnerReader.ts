import type { StateKey } from '../autodiff/running/streamStates.js'
import { EddyError } from '../error.js'
import type { Prediction } from '../evaluation/prediction.js'
import { readOut, type ReadOutOptions } from '../evaluation/readOut.js'
import { featuresFrom } from '../features/builtin.js'
import { FeatureChain, type Field } from '../features/featureChain.js'
import type { Features } from '../features/sample.js'
import { TargetScalers } from '../features/targetScalers.js'
import { isFault } from '../rejection.js'
import type { LearnerDescription } from '../operators/learner/learnerOptions.js'
import { keyOf } from '../operators/learner/sampleKey.js'
import type { Column } from './column.js'
import { learnerStateOf } from './learnerColumns.js'

/** A learner's two ends, from a snapshot: a raw sample to the model's input, the model's output to a prediction. */
export class LearnerReader {
  private readonly chain: FeatureChain
  private readonly options: ReadOutOptions
  private readonly inputLength: number
  private readonly key: string | undefined

  /** @throws {EddyError} ERR_SNAPSHOT, ERR_OPTION for features that JSON can't hold */
  constructor(description: LearnerDescription, columns: readonly Column[], inputLength: number) {
    const { task, classes, features, scaleTarget, calibrate, key } = description
    this.key = key
    this.inputLength = inputLength
    this.chain = new FeatureChain(featuresFrom(features))
    const state = learnerStateOf(columns)
    if (state) this.chain.restore(state.features)
    const targets = task === 'regression' && scaleTarget ? new TargetScalers() : undefined
    if (state) targets?.restore(state.readout)
    const temperature = task === 'classification' && calibrate ? (state?.readout[0] ?? 1) : 1
    const outputs = targets && { unscale: targets.unscale, outputs: targets.known }
    this.options = { task, classes: Object.freeze([...classes]), temperature, ...outputs }
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

  /** @throws {EddyError} ERR_KEY if `x` has none */
  keyOf(x: Features): StateKey {
    const key = keyOf({ x }, this.key)
    if (isFault(key)) throw new EddyError(key.code, `predict: ${key.reason}`)
    return key
  }

  read(output: Float32Array | Float64Array): Prediction {
    return readOut(output, this.options)
  }
}
