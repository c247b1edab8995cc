import type { Observable } from 'rxjs'
import type { EngineState } from '../autodiff/running/engineState.js'
import type { Rule } from '../autodiff/planning/rule.js'
import { EddyError } from '../error.js'
import type { Label, Prediction } from '../evaluation/prediction.js'
import type { Features, Sample, Target } from '../evaluation/sample.js'
import { readOut } from '../evaluation/readOut.js'
import type { MachineKind } from '../kernels/isa.js'
import { dense } from '../layers/dense.js'
import { type LayerEntry, type LayerSpec, toSpec } from '../layers/layer.js'
import { createModel, type Model } from '../layers/model.js'
import type { ModelInput } from '../layers/modelInput.js'
import type { ModelTarget, PassLoss } from '../layers/pass.js'
import { relu } from '../layers/activations/relu.js'
import { Fault, isFault, type Rejection, Rejections } from '../layers/rejection.js'
import { huber } from '../losses/huber.js'
import { softmaxCrossEntropy } from '../losses/softmaxCrossEntropy.js'
import { clip, type ClipOptions } from '../optimizers/clip.js'
import { chain, type Optimizer } from '../optimizers/optimizer.js'
import { rmsprop } from '../optimizers/rmsprop.js'
import { rejectionsOf } from './rejectionsOf.js'

export interface LearnerOptions {
  readonly task: 'classification' | 'regression'
  /** Numbers per sample; default: as many as the first sample has. */
  readonly input?: number
  /** Classes known from the start; others are appended as they come. */
  readonly classes?: readonly Label[]
  /** Hidden layers; the output layer follows from the task. Default dense(64), relu, dense(32), relu. */
  readonly layers?: readonly LayerEntry[]
  /** Default: softmax cross-entropy, or Huber for regression. */
  readonly loss?: PassLoss
  /** Default: RMSProp, learning rate 0.002; for one sample at a time, momentum hurts. */
  readonly optimizer?: Optimizer
  /** Bounds each gradient before the optimizer sees it; default: as it comes. */
  readonly clip?: ClipOptions
  readonly seed?: number
  readonly kernels?: MachineKind
}

/** A learner as plain JSON, without what it learned. */
export interface LearnerDescription {
  readonly task: 'classification' | 'regression'
  readonly classes: readonly Label[]
  readonly layers?: readonly LayerSpec[]
  readonly loss: Pick<PassLoss, 'name' | 'settings'>
  readonly optimizer: readonly Pick<Rule, 'name' | 'settings'>[]
  readonly seed: number
}

/** What learning from one sample gave: the prediction was made before. */
export interface Learned<S extends Sample = Sample> {
  /** Samples learned so far, this one included. */
  readonly samples: number
  readonly loss: number
  readonly sample: S
  readonly target: Target
  readonly prediction: Prediction
}

/** Makes a learner: raw samples in, predictions out; test, then train. */
export function createLearner(options: LearnerOptions): Learner {
  return new Learner(options)
}

/** A model with its task, loss and optimizer. The model is built when the first sample shows how many features there are. */
export class Learner {
  readonly task: 'classification' | 'regression'
  samples = 0
  /** Samples set aside, with their reasons; learning goes on. */
  readonly rejected$: Observable<Rejection<Sample>>
  readonly rejections: Rejections = new Rejections()
  private readonly options: LearnerOptions
  private readonly loss: PassLoss
  private readonly rules: readonly Rule[]
  private readonly labels: Label[]
  private readonly indices = new Map<Label, number>()
  private built: { readonly model: Model; readonly loss: number; readonly optimizer: number } | undefined

  constructor(options: LearnerOptions) {
    const { task, classes = [], loss, optimizer } = options
    if (task !== 'classification' && task !== 'regression') {
      throw new EddyError(
        'ERR_OPTION',
        `createLearner: \`task\` must be 'classification' or 'regression', got ${String(task)}`,
      )
    }
    this.task = task
    this.options = options
    this.loss = loss ?? (task === 'classification' ? softmaxCrossEntropy() : huber())
    const steps = optimizer ?? rmsprop({ learningRate: 0.002 })
    this.rules = (options.clip ? chain(clip(options.clip), steps) : steps).rules
    this.labels = [...classes]
    this.labels.forEach((label, index) => this.indices.set(label, index))
    this.rejected$ = rejectionsOf<Sample>(this.rejections)
    if (options.input !== undefined) this.build(options.input)
  }

  /** The model, once there is one: it is replaced when a class appends an output. */
  get model(): Model | undefined {
    return this.built?.model
  }

  /** Classes in the order in which they appeared; indices only append. */
  get classes(): readonly Label[] {
    return this.labels
  }

  private build(input: number): Model {
    const { layers = [dense(64), relu(), dense(32), relu()], seed = 0, kernels } = this.options
    const outputs = this.task === 'classification' ? Math.max(this.labels.length, 2) : 1
    const model = createModel({
      input,
      layers: [...layers, dense(outputs)],
      seed,
      tapes: 1,
      ...(kernels ? { kernels } : {}),
    })
    const loss = model.attachLoss(this.loss)
    const optimizer = model.attachRules(this.rules)
    if (this.built) model.adopt(this.built.model)
    this.built = { model, loss, optimizer }
    return model
  }

  /** Test, then train, on one sample. Returns undefined, and reports why, for a sample that was set aside. */
  learn<S extends Sample>(sample: S): Learned<S> | undefined {
    const fault = this.unfit(sample)
    if (fault) return this.reject(sample, fault)
    const { y, weight = 1 } = sample
    const x = sample.x as ModelInput & ArrayLike<number>
    const index = this.targetOf(y)
    if (isFault(index)) return this.reject(sample, index)
    if (!this.built) this.build(x.length)
    const built = this.built
    if (!built || y === undefined) return undefined
    const output = built.model.train(x, built.loss, this.loss.target, index, weight, built.optimizer)
    if (isFault(output)) return this.reject(sample, output)
    this.samples += 1
    return {
      samples: this.samples,
      loss: built.model.lastLoss,
      sample,
      target: y,
      prediction: this.predictionOf(output),
    }
  }

  private unfit({ x }: Sample): Fault | undefined {
    if (ArrayBuffer.isView(x) || Array.isArray(x)) return undefined
    return new Fault(
      'ERR_INPUT_TYPE',
      `expected a Float32Array or an array of numbers as x, got ${x === null ? 'null' : typeof x}`,
    )
  }

  private targetOf(y: Target | undefined): ModelTarget | Fault {
    if (y === undefined || y === null) return new Fault('ERR_TARGET_MISSING', 'expected a target y, got none')
    if (this.task === 'regression') {
      return typeof y === 'string'
        ? new Fault('ERR_TARGET_VALUE', `expected a number as target, got '${y}' (string)`)
        : (y as ModelTarget)
    }
    if (typeof y === 'object')
      return new Fault('ERR_TARGET_VALUE', 'expected a label (string, number or boolean) as target, got an object')
    if (typeof y === 'number' && !Number.isFinite(y)) return new Fault('ERR_TARGET_VALUE', `expected a label, got ${y}`)
    return this.indices.get(y) ?? this.append(y)
  }

  /** A class seen for the first time gets the next index; what was learned stays where it is. */
  private append(label: Label): number {
    const index = this.labels.push(label) - 1
    this.indices.set(label, index)
    if (this.built && index >= this.built.model.outputLength) this.build(this.built.model.inputLength)
    return index
  }

  private reject(sample: Sample, fault: Fault): undefined {
    this.rejections.report(sample, fault)
    return undefined
  }

  /**
   * Predicts, and changes nothing.
   *
   * @throws {EddyError} if `x` does not fit
   */
  predict(x: Features): Prediction {
    if (this.built) return this.predictionOf(this.built.model.predict(x as ModelInput))
    return this.predictionOf(new Float32Array(this.task === 'classification' ? this.labels.length : 1))
  }

  private predictionOf(output: Float32Array | Float64Array): Prediction {
    return readOut(this.task, output, this.labels)
  }

  /**
   * Goes on from what a learner of the same description had learned.
   *
   * @throws {EddyError} ERR_STATE if the state is of another model or optimizer
   */
  resume(state: Partial<EngineState>, { samples, steps }: { readonly samples: number; readonly steps: number }): void {
    if (!this.built) throw new EddyError('ERR_STATE', 'the learner has no model yet: give createLearner({ input })')
    this.built.model.restore(state, steps)
    this.samples = samples
  }

  /** How it was made, as plain JSON: `createLearner` with the same task, layers, loss, optimizer and classes makes it again. */
  get description(): LearnerDescription {
    const { layers, seed = 0 } = this.options
    const named = ({ name, settings }: Pick<Rule, 'name' | 'settings'>) => ({ name, settings })
    return {
      task: this.task,
      classes: [...this.labels],
      ...(layers ? { layers: layers.map(toSpec) } : {}),
      loss: named(this.loss),
      optimizer: this.rules.map(named),
      seed,
    }
  }
}
