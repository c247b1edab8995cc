import { type Observable, Subject } from 'rxjs'
import type { StateKey } from '../../autodiff/running/streamStates.js'
import { EddyError } from '../../error.js'
import type { Prediction, Task } from '../../evaluation/prediction.js'
import { readOut } from '../../evaluation/readOut.js'
import { Temperature } from '../../evaluation/temperature.js'
import { defaultFeatures } from '../../features/builtin.js'
import { FeatureChain } from '../../features/featureChain.js'
import type { Features, Label, Sample, Target } from '../../features/sample.js'
import { TargetScalers } from '../../features/targetScalers.js'
import type { Model } from '../../layers/model/model.js'
import type { ModelState } from '../../layers/model/modelSpec.js'
import type { ModelTarget } from '../../layers/model/pass.js'
import { type Fault, isFault, type Rejection, Rejections } from '../../rejection.js'
import { DriftResponse, type LearnerDrift } from './driftResponse.js'
import { GivenInputs } from './givenInputs.js'
import type { Learned } from './learned.js'
import { LearnerNetwork } from './learnerNetwork.js'
import { answerTo } from './answered.js'
import { checkTask, descriptionOf, type LearnerDescription, type LearnerOptions } from './learnerOptions.js'
import type { LearnerCourse, LearnerState, ResumePoint } from './learnerState.js'
import { rejectionsOf } from '../rejectionsOf.js'
import { classFault, lengthFault, targetFault, weightFault } from './sampleFault.js'
import { keyOf } from './sampleKey.js'

/** Makes a learner: raw samples in, predictions out; test, then train. */
export function createLearner(options: LearnerOptions): Learner {
  return new Learner(options)
}

/** Features, a model, its loss and optimizer. The model is built, and grows, as the samples show what there is. */
export class Learner {
  readonly task: Task
  samples = 0
  private readonly learnedSubject = new Subject<Learned>()
  /** What was learned, as it happens, whoever feeds the learner. */
  readonly learned$: Observable<Learned> = this.learnedSubject.asObservable()
  readonly rejections: Rejections = new Rejections()
  /** Samples set aside, with their reasons; learning goes on. */
  readonly rejected$: Observable<Rejection<Sample>> = rejectionsOf<Sample>(this.rejections)
  private readonly driftSubject = new Subject<LearnerDrift>()
  /** Changes that `onDrift` noticed, and what was done. */
  readonly drift$: Observable<LearnerDrift> = this.driftSubject.asObservable()
  readonly features: FeatureChain
  /** What it was made with. */
  readonly options: LearnerOptions
  /** What the model was given for each sample, while `activations` watches. */
  readonly given: GivenInputs = new GivenInputs()
  private readonly labels: Label[]
  private readonly indices = new Map<Label, number>()
  private readonly temperature: Temperature | undefined
  private readonly targets: TargetScalers | undefined
  /** Numbers in a regression's target, as far as they are known; more may be appended. */
  private targetLength = 1
  private readonly drifts: DriftResponse | undefined
  private network: LearnerNetwork | undefined
  /** The sample as the model sees it. */
  private x: Float32Array = new Float32Array(0)

  constructor(options: LearnerOptions) {
    const { task, classes = [], features = defaultFeatures(), calibrate = true, scaleTarget = true } = options
    checkTask(task)
    this.task = task
    this.options = options
    this.features = new FeatureChain(features)
    this.temperature = task === 'classification' && calibrate ? new Temperature() : undefined
    this.targets = task === 'regression' && scaleTarget ? new TargetScalers() : undefined
    this.labels = [...classes]
    this.labels.forEach((label, index) => this.indices.set(label, index))
    if (options.input !== undefined) {
      this.features.declare(options.input)
      this.network = new LearnerNetwork(options, { input: options.input, outputs: this.outputs })
    }
    this.drifts = options.onDrift && new DriftResponse(options.onDrift, (drift) => this.driftSubject.next(drift))
  }

  /** The model, once there is one: it is replaced when a class appends an output, or a feature an input. */
  get model(): Model | undefined {
    return this.network?.model
  }

  /** Classes in the order in which they appeared; indices only append. */
  get classes(): readonly Label[] {
    return this.labels
  }

  private get outputs(): number {
    return this.task === 'classification' ? Math.max(this.labels.length, 2) : this.targetLength
  }

  /** The network, as large as features and classes need it. */
  private fit(): LearnerNetwork {
    const width = Math.max(this.features.width, 1)
    const { outputs } = this
    this.network = this.network?.fitted(width, outputs) ?? new LearnerNetwork(this.options, { input: width, outputs })
    const { inputLength } = this.network.model
    if (this.x.length !== inputLength) this.x = new Float32Array(inputLength)
    return this.network
  }

  /** Test, then train, on one sample. Returns undefined, and reports why, for a sample that was set aside. */
  learn<S extends Sample>(sample: S): Learned<S> | undefined {
    const { x, y, weight = 1 } = sample
    const key = keyOf(sample, this.options.key)
    if (isFault(key)) return this.reject(sample, key)
    const fault = this.unfit(y) ?? weightFault(weight) ?? this.learnFeatures(x, y)
    if (fault || y === undefined) return this.reject(sample, fault)
    const modelTarget = this.targetOf(y)
    const network = this.fit()
    const unencoded = this.features.encodeLastInto(this.x)
    if (unencoded) return this.reject(sample, unencoded)
    const given = this.given.take(network.model, this.x, key)
    const output = network.train({ x: this.x, y: modelTarget, weight, key })
    if (isFault(output)) return this.reject(sample, output)
    this.samples += 1
    const now = this.readOut(output, this.targets?.unscaleAsBefore)
    if (now.task === 'classification') {
      this.temperature?.learn(output, now.probabilities, modelTarget as number, this.samples)
    }
    const { samples, rejections } = this
    // A question that was answered when it came is judged by that answer.
    const prediction = answerTo(sample) ?? now
    const learned = { samples, loss: network.model.lastLoss, sample, target: y, prediction, rejected: rejections.count }
    this.given.keep(learned, given)
    if (this.drifts) this.network = this.drifts.after(network, { ...learned, x: this.x, modelTarget, weight, key })
    if (this.learnedSubject.observed) this.learnedSubject.next(learned)
    return learned
  }

  private unfit(y: Target | undefined): Fault | undefined {
    const { task, indices, network, targetLength } = this
    return targetFault(task, y) ?? classFault(task, indices, y) ?? lengthFault(y, network ? targetLength : 1)
  }

  /** Features learn from the first of several targets. */
  private learnFeatures(x: Features, y: Target | undefined): Fault | undefined {
    if (this.task === 'classification') return this.features.learn(x, Number.NaN, y as Label)
    return this.features.learn(x, Number(typeof y === 'object' ? y[0] : y))
  }

  /** What the loss compares with. A class seen for the first time gets the next index; what was learned stays where it is. */
  private targetOf(y: Target): ModelTarget {
    if (this.task === 'classification') {
      const known = this.indices.get(y as Label)
      if (known !== undefined) return known
      const index = this.labels.push(y as Label) - 1
      this.indices.set(y as Label, index)
      return index
    }
    this.targetLength = typeof y === 'object' ? y.length : 1
    this.targets?.learn(y)
    return this.targets?.scale(y) ?? (typeof y === 'object' ? y : Number(y))
  }

  private reject(sample: Sample, fault: Fault | undefined): undefined {
    if (fault) this.rejections.report(sample, fault)
  }

  /**
   * Predicts, and changes nothing.
   *
   * @param key whose state it starts from, with recurrent layers; default: as the option `key` finds it in `x`
   * @throws {EddyError} if `x` does not fit, ERR_KEY if it has no key
   */
  predict(x: Features, key?: StateKey): Prediction {
    return this.answer(x, key ?? keyOf({ x }, this.options.key))
  }

  /** Predicts for a sample, with the state of its key. Throws as `predict` does. */
  predictSample(sample: Sample): Prediction {
    return this.answer(sample.x, keyOf(sample, this.options.key))
  }

  private answer(x: Features, key: StateKey | Fault): Prediction {
    if (!this.network) return this.readOut(new Float32Array(this.outputs))
    const { model } = this.network
    const into = new Float32Array(model.inputLength)
    const fault = isFault(key) && model.stateful ? key : this.features.encodeInto(x, into)
    if (fault) throw new EddyError(fault.code, `predict: ${fault.reason}`)
    return this.readOut(model.predict(into, isFault(key) ? '' : key))
  }

  /**
   * Moves the state of a sample's key on and learns nothing, for samples without a target. One that doesn't fit is set aside,
   * as is any before the first that was learned.
   *
   * @returns whether it moved
   */
  observe(sample: Sample): boolean {
    const key = keyOf(sample, this.options.key)
    const into = new Float32Array(this.network?.model.inputLength ?? 0)
    const fault = isFault(key) ? key : this.features.encodeInto(sample.x, into)
    if (isFault(key) || fault) return this.reject(sample, fault) ?? false
    return this.network?.model.observe(into, key) ?? false
  }

  private readOut(output: Float32Array | Float64Array, unscale = this.targets?.unscale): Prediction {
    return readOut(output, {
      task: this.task,
      classes: this.labels,
      temperature: this.temperature?.value ?? 1,
      unscale,
    })
  }

  /** All that was learned besides the model; plain data, copies. */
  get state(): LearnerState {
    const readout = this.targets?.state() ?? Float64Array.of(this.temperature?.value ?? 1)
    return { features: this.features.state(), readout }
  }

  /**
   * Goes on from what a learner of the same description had learned; only for one that has learned nothing yet.
   *
   * @throws {EddyError} ERR_STATE if the state is of another model or optimizer
   */
  resume(model: Partial<ModelState>, { samples, steps, input, outputs, state, course }: ResumePoint): void {
    if (this.task === 'regression') this.targetLength = outputs
    if (state) {
      this.features.restore(state.features)
      this.targets?.restore(state.readout)
      if (this.temperature) this.temperature.value = state.readout[0] ?? 1
    }
    const { seed = this.options.seed ?? 0, rateFactor = 1, rejected = 0, drift } = course ?? {}
    this.network = new LearnerNetwork({ ...this.options, seed }, { input, outputs: this.outputs })
    this.network.restore(model, steps)
    this.network.model.rateFactor = rateFactor
    this.samples = samples
    this.rejections.count = rejected
    if (drift) this.drifts?.restore(drift, this.options)
  }

  /** What else decides how it goes on, besides model and `state`; plain data, copies. */
  get course(): LearnerCourse {
    const { network, drifts, rejections } = this
    return {
      seed: network?.seed ?? this.options.seed ?? 0,
      rateFactor: network?.model.rateFactor ?? 1,
      rejected: rejections.count,
      ...(drifts ? { drift: drifts.state() } : {}),
    }
  }

  /** How it was made, as plain JSON: `createLearner` with the same features, layers, loss, optimizer, ... makes it again. */
  get description(): LearnerDescription {
    return descriptionOf(this.options, { classes: this.labels, features: this.features.definitions })
  }
}
