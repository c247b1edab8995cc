import { type Observable, Subject } from 'rxjs'
import type { StateKey } from '../../autodiff/running/streamStates.js'
import { EddyError } from '../../error.js'
import type { PredictionOf, Task } from '../../evaluation/prediction.js'
import { defaultFeatures } from '../../features/builtin.js'
import { FeatureChain } from '../../features/featureChain.js'
import { isSample } from '../../features/isSample.js'
import type { Features, Label, Sample, Target } from '../../features/sample.js'
import type { Model } from '../model.js'
import type { ModelState } from '../../layers/model/modelSpec.js'
import { Fault, isFault, type Rejection, Rejections } from '../../rejection.js'
import { Announcements } from './announcements.js'
import { checkLearner } from './checkLearner.js'
import { DriftResponse, type LearnerDrift } from './driftResponse.js'
import { GivenInputs } from './givenInputs.js'
import { KnownTargets } from './knownTargets.js'
import type { Learned } from './learned.js'
import { LearnerNetwork } from './learnerNetwork.js'
import { answerTo } from './answered.js'
import { descriptionOf, type LearnerDescription, type LearnerOptions } from './learnerOptions.js'
import type { LearnerCourse, LearnerState, ResumePoint } from './learnerState.js'
import { rejectionsOf } from '../rejectionsOf.js'
import { readSample } from './readSample.js'
import { weightFault } from './sampleFault.js'
import { keyOf } from './sampleKey.js'

/**
 * Makes a learner: raw samples in, predictions out; test, then train. The type of its predictions follows from `task`.
 *
 * @throws {EddyError} ERR_OPTION for options that are unknown, out of range, or don't fit one another; ERR_LAYER, ERR_RULE; and,
 *   with `input`, ERR_SHAPE for layers that don't fit
 */
export function createLearner<T extends Task>(options: LearnerOptions & { readonly task: T }): Learner<T> {
  return new Learner<T>(options)
}

/** Features, a model, its loss and optimizer. The model is built, and grows, as the samples show what there is. */
export class Learner<T extends Task = Task> {
  readonly task: T
  samples = 0
  private readonly learnedSubject = new Subject<Learned>()
  /** What was learned, in order, as it happens, whoever feeds the learner. */
  readonly learned$: Observable<Learned<Sample, T>> = this.learnedSubject.asObservable() as Observable<
    Learned<Sample, T>
  >
  readonly rejections: Rejections = new Rejections('learner.rejected$.subscribe(...)')
  /** Samples set aside, with their reasons; learning goes on. */
  readonly rejected$: Observable<Rejection<Sample>> = rejectionsOf<Sample>(this.rejections)
  private readonly driftSubject = new Subject<LearnerDrift>()
  private readonly announcements = new Announcements()
  /** Changes that `onDrift` noticed, and what was done: when told of it, `model` is the one that goes on. */
  readonly drift$: Observable<LearnerDrift> = this.driftSubject.asObservable()
  readonly features: FeatureChain
  /** What it was made with. */
  readonly options: LearnerOptions
  /** What the model was given for each sample, while `activations` watches. */
  readonly given: GivenInputs = new GivenInputs()
  private readonly targets: KnownTargets
  private readonly drifts: DriftResponse | undefined
  private network: LearnerNetwork | undefined
  /** The sample as the model sees it. */
  private x: Float32Array = new Float32Array(0)

  constructor(options: LearnerOptions) {
    checkLearner(options)
    const { task, features = defaultFeatures() } = options
    this.task = task as T
    this.options = options
    this.features = new FeatureChain(features)
    this.targets = new KnownTargets(options)
    if (options.input !== undefined) {
      this.features.declare(options.input)
      this.network = new LearnerNetwork(options, { input: options.input, outputs: this.targets.outputs })
    }
    this.drifts =
      options.onDrift && new DriftResponse(options.onDrift, (drift) => this.announcements.add(this.driftSubject, drift))
  }

  /** The model, once there is one: it is replaced when a class appends an output, or a feature an input. */
  get model(): Model | undefined {
    return this.network?.model
  }

  /** Classes in the order in which they appeared; indices only append. Frozen: a class that comes makes a new list. */
  get classes(): readonly Label[] {
    return this.targets.classes
  }

  /** The network, as large as features and targets need it. */
  private fit(): LearnerNetwork {
    const width = Math.max(this.features.width, 1)
    const { outputs } = this.targets
    this.network = this.network?.fitted(width, outputs) ?? new LearnerNetwork(this.options, { input: width, outputs })
    const { inputLength } = this.network.model
    if (this.x.length !== inputLength) {
      const x = new Float32Array(inputLength)
      x.set(this.x)
      this.x = x
    }
    return this.network
  }

  /** Writes the sample that was counted last, as the model will see it. */
  private encode(): Fault | undefined {
    const room = Math.max(this.features.width, 1, this.network?.model.inputLength ?? 0)
    if (this.x.length !== room) this.x = new Float32Array(room)
    return this.features.encodeLastInto(this.x)
  }

  /**
   * Tests, then trains, on one sample. The prediction knows nothing of the sample's target: it is the same, to the bit,
   * whatever the target is. It is what `predictSample` says of the sample once its features have been counted: stages
   * count a row into their statistics before they encode it. Returns undefined, and reports why, for a sample that was
   * set aside.
   */
  learn<S extends Sample>(sample: S): Learned<S, T> | undefined {
    const parts = readSample(sample, this.options.key)
    if (isFault(parts)) return this.reject(sample, parts)
    const { x, y, weight, key } = parts
    if (isFault(key)) return this.reject(sample, key)
    const fault = this.targets.fault(y) ?? weightFault(weight) ?? this.features.count(x)
    if (fault || y === undefined) return this.reject(sample, fault)
    const unencoded = this.encode()
    this.remember(y)
    if (unencoded) return this.reject(sample, unencoded)
    const isFirst = this.network === undefined
    const modelTarget = this.targets.learn(y)
    const network = this.fit()
    const given = this.given.take(network.model, this.x, key)
    const trained = { x: this.x, y: modelTarget, weight: this.targets.inDoubt ? 0 : weight, key }
    const asked = network.ask(trained)
    const passed = network.train(trained)
    if (isFault(passed)) return this.reject(sample, passed)
    this.samples += 1
    const output = asked ?? passed
    const now = this.targets.readAsBefore(isFirst ? undefined : output)
    this.targets.calibrate(output, modelTarget, this.samples, isFirst ? undefined : now)
    const { samples, rejections } = this
    // A question that was answered when it came is judged by that answer.
    const prediction = (answerTo(sample, this) ?? now) as PredictionOf<T>
    const target = y as NonNullable<S['y']>
    const learned = { samples, loss: network.model.lastLoss, sample, target, prediction, rejected: rejections.count }
    this.given.keep(learned, given)
    if (this.drifts) this.network = this.drifts.after(network, { ...learned, x: this.x, modelTarget, weight, key })
    this.announcements.add(this.learnedSubject, learned)
    this.announcements.tell()
    return learned
  }

  /** What later samples may know of this one. Of several targets, features learn from the first. */
  private remember(y: Target): void {
    if (this.task === 'classification') this.features.remember(Number.NaN, y as Label)
    else this.features.remember(Number(typeof y === 'object' ? y[0] : y))
  }

  private reject(sample: Sample, fault: Fault | undefined): undefined {
    if (fault) this.rejections.report(sample, fault)
  }

  /**
   * Predicts, and changes nothing. While nothing is known (no class, no target) the prediction says so: `unpredicted`.
   *
   * @param x features, or a sample with its features in `x`: see `isSample`
   * @param key whose state it starts from, with recurrent layers; default: as the option `key` finds it in `x`
   * @throws {EddyError} if `x` does not fit, ERR_KEY if it has no key
   */
  predict(x: Features | Sample, key?: StateKey): PredictionOf<T> {
    if (isSample(x)) return key === undefined ? this.predictSample(x) : this.answer(x.x, key)
    return this.answer(x, key ?? keyOf({ x }, this.options.key))
  }

  /** Predicts for a sample, with the state of its key. Throws as `predict` does. */
  predictSample(sample: Sample): PredictionOf<T> {
    const parts = readSample(sample, this.options.key)
    if (isFault(parts)) throw new EddyError(parts.code, `predict: ${parts.reason}`)
    return this.answer(parts.x, parts.key)
  }

  private answer(x: Features, key: StateKey | Fault): PredictionOf<T> {
    if (!this.network) return this.targets.read(undefined) as PredictionOf<T>
    const { model } = this.network
    const into = new Float32Array(model.inputLength)
    const fault = isFault(key) && model.stateful ? key : this.features.encodeInto(x, into)
    if (fault) throw new EddyError(fault.code, `predict: ${fault.reason}`)
    return this.targets.read(model.predict(into, isFault(key) ? '' : key)) as PredictionOf<T>
  }

  /**
   * Moves the state of a sample's key on and learns nothing, for samples without a target. A sample that doesn't fit is set
   * aside. So is every sample before the first learned one.
   *
   * @returns whether it moved
   */
  observe(sample: Sample): boolean {
    const parts = readSample(sample, this.options.key)
    if (isFault(parts)) return this.reject(sample, parts) ?? false
    const { x, key } = parts
    if (isFault(key)) return this.reject(sample, key) ?? false
    const into = new Float32Array(this.network?.model.inputLength ?? 0)
    const fault =
      this.features.encodeInto(x, into) ?? (this.network ? this.network.model.advance(into, key) : noModel())
    if (fault) this.reject(sample, fault)
    return !fault
  }

  /** All that was learned besides the model; plain data, copies. */
  get state(): LearnerState {
    return { features: this.features.state(), readout: this.targets.state() }
  }

  /**
   * Goes on from what a learner of the same description had learned; only for one that has learned nothing yet.
   *
   * @throws {EddyError} ERR_STATE if the state is of another model or optimizer
   */
  resume(model: Partial<ModelState>, { samples, steps, input, outputs, state, course }: ResumePoint): void {
    const { seed = this.options.seed ?? 0, rateFactor = 1, rejected = 0, drift, learning } = course ?? {}
    this.targets.resume(outputs, samples)
    if (state) {
      this.features.restore(state.features, learning?.features)
      this.targets.restore(state.readout, learning?.targets)
    }
    this.network = new LearnerNetwork({ ...this.options, seed }, { input, outputs: this.targets.outputs })
    this.network.restore(model, steps)
    this.network.model.rateFactor = rateFactor
    this.samples = samples
    this.rejections.count = rejected
    if (drift) this.drifts?.restore(drift, this.options)
  }

  /** What else decides how it goes on, besides model and `state`; plain data, copies. */
  get course(): LearnerCourse {
    const { network, drifts, rejections } = this
    const targets = this.targets.learning()
    return {
      seed: network?.seed ?? this.options.seed ?? 0,
      rateFactor: network?.model.rateFactor ?? 1,
      rejected: rejections.count,
      ...(drifts ? { drift: drifts.state() } : {}),
      learning: { features: this.features.learning(), ...(targets ? { targets } : {}) },
    }
  }

  /** How it was made, as plain JSON: `createLearner` with the same features, layers, loss, optimizer, ... makes it again. */
  get description(): LearnerDescription {
    return descriptionOf(this.options, { classes: this.classes, features: this.features.definitions })
  }
}

const noModel = (): Fault =>
  new Fault('ERR_NO_MODEL', 'the learner has no model before the first sample that it learns')
