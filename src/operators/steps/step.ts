import { EddyError } from '../../error.js'
import type { Pass } from '../../layers/model/pass.js'
import type { Fault } from '../../rejection.js'
import type { Model, StreamedModel } from '../model.js'
import type { TrainingSample } from './trainingSample.js'
import { noGradients, noStep, type StepStage, type StepState, wrongStage } from './stepStage.js'

/** One model's part in a step. */
export interface StepPart {
  readonly model: StreamedModel
  readonly pass: Pass
  /** Its name, where it is one of several heads. Heads come last and all read the output of the part before them. */
  readonly head?: string
}

type Numbers = Float32Array | Float64Array

const none: Readonly<Record<string, never>> = Object.freeze({})

/**
 * The one record that travels from `forward` to `update`: what was fed in, what came out, and the passes in between. Its arrays
 * are copies and stay as they are.
 *
 * Its type says how far it has come: `backward()` takes a `Step<S, 'loss'>` and gives a `Step<S, 'backward'>`. A `Step<S>` may
 * be anywhere; the operators then look when it comes. A step is used once: one that comes to an operator twice, or out of
 * order, ends the stream with ERR_STAGE.
 */
export class Step<S extends TrainingSample = TrainingSample, At extends StepStage = StepStage> {
  /** Counts updates of the last model, from 1; 0 before `update`. */
  step: number = 0
  /** The loss: of the sample, or the mean (or sum) over the batch. NaN before `loss`. */
  loss: number = Number.NaN
  /** The loss of each head by its name, before it is weighted. */
  losses: Readonly<Record<string, number>> = none
  readonly samples: readonly S[]
  /** [outputs], or [batch * outputs] sample by sample: the prediction made before learning. Those of heads end to end. */
  readonly output: Numbers
  /** The output of each head by its name: [outputs], or [batch * outputs]. */
  readonly outputs: Readonly<Record<string, Numbers>>
  readonly parts: readonly StepPart[]
  private state: StepState = 'forward'

  constructor(
    samples: readonly S[],
    parts: readonly StepPart[],
    output: Numbers,
    outputs: Readonly<Record<string, Numbers>> = none,
  ) {
    this.samples = samples
    this.parts = parts
    this.output = output
    this.outputs = outputs
  }

  /**
   * The step behind a value that came to an operator.
   *
   * @throws {EddyError} ERR_STAGE if it is none, or has not come as far as `wanted`, or further
   */
  static at<S extends TrainingSample>(wanted: StepStage, operator: string, value: unknown): Step<S> {
    if (!isStep<S>(value)) throw noStep(operator, wanted, value)
    if (value.state !== wanted) throw wrongStage(operator, wanted, value.state)
    return value
  }

  /** Whether this is as far as it has come. */
  is(stage: At): boolean {
    return this.state === stage
  }

  /** For operators: why it can't go on, where newer passes took a tape of it. Then `reject` it. */
  lost(): Fault | undefined {
    for (let at = 0; at < this.parts.length; at++) {
      const fault = this.parts[at]?.pass.lost()
      if (fault) return fault
    }
    return undefined
  }

  /** For operators: it has come further. */
  reached<Next extends StepStage>(stage: Next): Step<S, Next> {
    this.state = stage
    return this as Step<S> as Step<S, Next>
  }

  /** For operators: a further model, or several heads, take its place in the stream. */
  joined(parts: readonly StepPart[], output: Numbers, outputs?: Readonly<Record<string, Numbers>>): Step<S, 'forward'> {
    this.state = 'joined'
    return new Step(this.samples, [...this.parts, ...parts], output, outputs)
  }

  /** The sample, or the first of the batch. */
  get sample(): S | undefined {
    return this.samples[0]
  }

  /** The target of the sample, or of the first of the batch. */
  get target(): S['y'] {
    return this.samples[0]?.y
  }

  get last(): StepPart | undefined {
    return this.parts[this.parts.length - 1]
  }

  /**
   * The gradient of every parameter of the last model, or of `model`, flat; a copy. Between `backward` and `update`.
   *
   * @throws {EddyError} ERR_STAGE before `backward` and after `update`; ERR_OPTION for a model that isn't in the step, and
   *   where there are several heads and none is named
   */
  gradients(this: Step<S, 'backward'>, model?: Model): Numbers {
    return this.passOf('gradients()', model).gradients()
  }

  /** The norm of each parameter's gradient, in the order of `model.layout`. When and what it throws: as `gradients`. */
  gradientNorms(this: Step<S, 'backward'>, model?: Model): number[] {
    return this.passOf('gradientNorms()', model).gradientNorms()
  }

  /** The gradient at the input of the first model, or of `model`; a copy. When and what it throws: as `gradients`. */
  inputGradient(this: Step<S, 'backward'>, model: Model | undefined = this.parts[0]?.model): Numbers {
    return this.passOf('inputGradient()', model).inputGradient()
  }

  private passOf(asked: string, model: Model | undefined): Pass {
    if (this.state !== 'backward') throw noGradients(asked, this.state)
    const { last, parts } = this
    const part = model ? parts.find((each) => each.model === model) : last?.head === undefined ? last : undefined
    if (part) return part.pass
    const wrong = model
      ? 'this model has no part in the step'
      : `the step has several heads: say which model, ${asked.replace('()', '(model)')}`
    throw new EddyError('ERR_OPTION', `${asked}: ${wrong}`)
  }

  /** Sets the whole step aside: every tape and every state goes back. `model`, by default the last, counts and tells. */
  reject(fault: Fault, model: StreamedModel | undefined = this.last?.model): undefined {
    this.state = 'setAside'
    for (const { pass } of this.parts) pass.withdraw()
    const sample = fault.index !== undefined && this.samples.length > 1 ? this.samples[fault.index] : this.sample
    model?.rejections.report(this.samples.length > 1 && fault.index === undefined ? this.samples : sample, fault)
    return undefined
  }
}

/** Whether a value is a step. A Proxy whose prototype can't be read is none. */
function isStep<S extends TrainingSample>(value: unknown): value is Step<S> {
  try {
    return value instanceof Step
  } catch {
    return false
  }
}
