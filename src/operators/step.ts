import type { StateKey } from '../autodiff/running/streamStates.js'
import type { Model } from '../layers/model/model.js'
import type { ModelInput } from '../layers/model/modelInput.js'
import type { ModelTarget, Pass } from '../layers/model/pass.js'
import type { Fault } from '../rejection.js'

/** A sample for the four operators: numbers in, numbers or a class index out. */
export interface TrainingSample {
  readonly x: ModelInput
  readonly y?: ModelTarget
  readonly id?: string
  /** Whose state it goes with, in a model that keeps some; one stream if left out. */
  readonly key?: StateKey
  /** Milliseconds. */
  readonly at?: number
  /** Multiplies the sample's gradient; default 1. */
  readonly weight?: number
}

/** One model's part in a step. */
export interface Stage {
  readonly model: Model
  readonly pass: Pass
}

/**
 * The one record that travels from `forward` to `update`: what was fed in, what came out, and the passes in between.
 * Its arrays are copies and stay as they are.
 */
export class Step<S extends TrainingSample = TrainingSample> {
  /** Counts updates of the last model, from 1; 0 before `update`. */
  step: number = 0
  /** The loss: of the sample, or the mean (or sum) over the batch. NaN before `loss`. */
  loss: number = Number.NaN
  readonly samples: readonly S[]
  /** [outputs], or [batch * outputs] sample by sample: the prediction made before learning. */
  readonly output: Float32Array | Float64Array
  readonly stages: readonly Stage[]

  constructor(samples: readonly S[], stages: readonly Stage[], output: Float32Array | Float64Array) {
    this.samples = samples
    this.stages = stages
    this.output = output
  }

  /** The sample, or the first of the batch. */
  get sample(): S | undefined {
    return this.samples[0]
  }

  /** The target of the sample, or of the first of the batch. */
  get target(): TrainingSample['y'] {
    return this.samples[0]?.y
  }

  get last(): Stage | undefined {
    return this.stages[this.stages.length - 1]
  }

  /** The gradient of every parameter of the last model, flat; a copy. Between `backward` and `update`. */
  gradients(model?: Model): Float32Array | Float64Array {
    return this.stageOf(model)?.pass.gradients() ?? new Float32Array(0)
  }

  /** The norm of each parameter's gradient, in the order of `model.layout`. Between `backward` and `update`. */
  gradientNorms(model?: Model): number[] {
    return this.stageOf(model)?.pass.gradientNorms() ?? []
  }

  /** The gradient at the input of the first model; a copy. Between `backward` and `update`. */
  inputGradient(model?: Model): Float32Array | Float64Array {
    return (model ? this.stageOf(model) : this.stages[0])?.pass.inputGradient() ?? new Float32Array(0)
  }

  private stageOf(model: Model | undefined): Stage | undefined {
    return model ? this.stages.find((stage) => stage.model === model) : this.last
  }

  /** Sets the whole step aside: every tape and every state goes back, the last model counts and tells. */
  reject(fault: Fault): undefined {
    for (const { pass } of this.stages) pass.withdraw()
    const sample = fault.index !== undefined && this.samples.length > 1 ? this.samples[fault.index] : this.sample
    this.last?.model.rejections.report(
      this.samples.length > 1 && fault.index === undefined ? this.samples : sample,
      fault,
    )
    return undefined
  }
}
