import { isTensor } from '../../autodiff/tracing/trace.js'
import type { LossHandle, RulesHandle } from '../../autodiff/running/attached.js'
import { Engine } from '../../autodiff/running/engine.js'
import { captureState, restoreState } from '../../autodiff/running/engineState.js'
import { MAX_KEYS, type StateKey, StreamStates } from '../../autodiff/running/streamStates.js'
import type { Network } from '../../autodiff/tracing/network.js'
import { elements } from '../../autodiff/tracing/node.js'
import type { Loss } from '../../autodiff/planning/loss.js'
import type { Rule } from '../../autodiff/planning/rule.js'
import type { ChosenKernels } from '../../kernels/chooseKernels.js'
import { checkOption, checkOptions, notNegative, required, wholeNumber } from '../../options.js'
import { type ModelInput, type Port, portsOf } from './modelInput.js'
import type { ModelSample } from './modelSample.js'
import {
  type LayoutEntry,
  type ModelOptions,
  type ModelSpec,
  type ModelState,
  modelTable,
  specFrom,
} from './modelSpec.js'
import type { Pass } from './pass.js'
import { Passes } from './passes.js'
import { type LayerActivation, Predicting, type StartStates, type TracedLayer } from './predicting.js'
import { type Fault, isFault, Rejections } from '../../rejection.js'
import { traceModel } from './traceLayers.js'

/**
 * A model with all that trains it: passes, attached losses and optimizers. Users see the part of it that is `Model`, in
 * operators/model.ts.
 */
export class TrainableModel {
  readonly spec: ModelSpec
  /** Lengths of one sample. */
  readonly inputLength: number
  readonly outputLength: number
  readonly outputShape: readonly number[]
  /** The arithmetic in use, and why. */
  readonly kernels: ChosenKernels
  /** Whether it keeps states from sample to sample. */
  readonly stateful: boolean
  /** Whether a training pass gives another output than `predict`, as with dropout. */
  readonly noisy: boolean
  /** Samples set aside by the operators. */
  readonly rejections: Rejections = new Rejections('model.rejected$.subscribe(...)')
  /** Steps taken. */
  steps = 0
  private readonly engine: Engine
  private readonly network: Network
  private readonly ports: readonly Port[]
  private readonly traced: TracedLayer[] = []
  private readonly passes: Passes
  private readonly streams: StreamStates
  private readonly predicting: Predicting

  constructor(options: ModelOptions) {
    checkOptions('createModel', options, modelTable)
    const { input, layers, seed = 0, maxTapes, maxKeys = MAX_KEYS, kernels, definitions = {} } = options
    const { tapes = Math.min(16, maxTapes ?? 16) } = options
    checkOption('createModel', 'maxTapes', maxTapes, wholeNumber({ from: tapes }))
    const { layers: specs } = (this.spec = specFrom({ input, layers, seed, maxKeys }))
    this.ports = portsOf(input)
    this.network = traceModel(this.ports, specs, definitions, this.traced)
    this.engine = new Engine(this.network, { kernels, tapes, maxTapes, seed })
    const { kind, reason } = this.engine.kernels
    this.kernels = { kind, reason }
    const precise = kind === 'float64'
    this.streams = new StreamStates(this.network.states, precise, {
      most: maxKeys,
      underWay: () => this.engine.single.plan.slots,
    })
    this.stateful = this.streams.length > 0
    this.noisy = this.network.noisy
    this.passes = new Passes(this.engine, this.ports, this.streams)
    this.predicting = new Predicting(this.engine, this.ports, this.streams)
    this.inputLength = this.ports.reduce((sum, { shape }) => sum + elements(shape), 0)
    this.outputShape = this.network.output.shape
    this.outputLength = elements(this.outputShape)
  }

  /** The flat parameter vector, live. Read it anew each time: attaching an optimizer or a batch size moves it. */
  get parameters(): Float32Array | Float64Array {
    return this.engine.machine.data.subarray(0, this.engine.layout.parametersLength)
  }

  /** Where each parameter is in the flat vector. */
  get layout(): readonly LayoutEntry[] {
    return this.network.parameters.map(({ name, shape }, index) => ({
      name,
      shape,
      offset: this.engine.layout.offsets[index] ?? 0,
    }))
  }

  /**
   * The output for one sample; a copy, and without any effect on the model.
   *
   * @param key whose states it starts from, in a model that keeps some
   * @throws {EddyError} if `x` has a wrong length, or a value that is not a finite number
   */
  predict(x: ModelInput, key?: StateKey): Float32Array | Float64Array {
    return this.predicting.predict(x, key)
  }

  /**
   * What each layer gives for one sample, under the layer's place ('0.dense', '1.parallel.0.2.gelu'), those inside of
   * others first; copies. Layers that give several tensors are left out.
   *
   * @param from the key whose states it starts from, or states that `statesOf` gave
   * @throws {EddyError} as `predict` does
   */
  activations(x: ModelInput, from?: StartStates): readonly LayerActivation[] {
    return this.predicting.layers(x, from, this.traced)
  }

  /** The states of a key as they are; a copy. */
  statesOf(key: StateKey): Float32Array | Float64Array {
    return this.streams.read(key)
  }

  /** Until the function it returns is called, each pass keeps what it started from, for `activations` afterwards. */
  watch(): () => void {
    return this.passes.watch()
  }

  /** The places of the layers that `activations` tells of. */
  get places(): readonly string[] {
    return this.traced.filter(({ value }) => isTensor(value)).map(({ place }) => place)
  }

  /** What is wrong with an input, if anything; changes nothing. */
  check(x: ModelInput): Fault | undefined {
    return this.predicting.check(x)
  }

  /** Starts a pass of one sample: runs forward, keeps what the way back needs, and moves the states of `key` on. */
  begin(x: ModelInput, key?: StateKey): Pass | Fault {
    return this.passes.begin(x, key)
  }

  /**
   * Starts a pass of several samples that make one step together. The index of a fault is a position in the batch.
   *
   * @throws {EddyError} ERR_BATCH for more than one sample, if the model keeps states
   */
  beginBatch(xs: readonly ModelInput[], key?: StateKey): Pass | Fault {
    return this.passes.beginBatch(xs, key)
  }

  /**
   * Moves the states of a key on by one sample, and learns nothing: for samples without a target. A sample that doesn't fit is
   * set aside.
   *
   * @returns whether they moved
   */
  observe(x: ModelInput, key?: StateKey): boolean {
    const fault = this.advance(x, key)
    if (fault) this.rejections.report({ x }, fault)
    return !fault
  }

  /** The same, and says what is wrong instead of setting the sample aside. */
  advance(x: ModelInput, key?: StateKey): Fault | undefined {
    return this.passes.observe(x, key)
  }

  /** The states of a key, or of all keys, start anew from zeros: at the beginning of another sequence. */
  forget(key?: StateKey): void {
    this.streams.forget(key)
  }

  /** The loss of the sample that `train` saw last. */
  lastLoss: number = Number.NaN

  /**
   * The four parts of a step at once, for one sample: the same programs in the same order as the operators run them,
   * without a record in between.
   *
   * @returns the output before the update, a copy; or what was wrong: then nothing was learned
   */
  train(
    { x, y, weight = 1, key }: ModelSample,
    loss: LossHandle,
    optimizer: RulesHandle,
  ): Float32Array | Float64Array | Fault {
    const pass = this.begin(x, key)
    if (isFault(pass)) return pass
    const output = pass.output()
    const value = pass.loss(loss, y, weight)
    if (isFault(value)) {
      pass.withdraw()
      return value
    }
    this.lastLoss = value
    pass.backward()
    const fault = pass.update(optimizer)
    if (fault) return fault
    this.steps += 1
    return output
  }

  /** The norm of each parameter's gradient in the last step, in the order of the layout; 0 before the first. */
  get lastGradientNorms(): readonly number[] {
    return Array.from(this.engine.lastSquaredNorms, Math.sqrt)
  }

  /**
   * What every learning rate is multiplied by, from the next step on; default 1. With it the rate follows what you observe:
   * larger while errors grow, 0 to learn nothing for a while. A finite number of 0 or more. It isn't part of the model's
   * state; a learner keeps it, and `onDrift` with a boost sets it.
   *
   * @example
   * learner.learned$.pipe(prequential({ window: 500 })).subscribe(({ windowed, metrics }) => {
   *   if (learner.model) learner.model.rateFactor = windowed.mae > 1.5 * metrics.mae ? 3 : 1
   * })
   * @throws {EddyError} ERR_OPTION, when set, for another number
   */
  get rateFactor(): number {
    return this.engine.rateFactor
  }

  set rateFactor(factor: number) {
    checkOption('Model', 'rateFactor', factor, required(notNegative))
    this.engine.rateFactor = factor
  }

  /**
   * Attaches an optimizer, for `train` and `Pass.update`. The same functions with the same settings give the same handle; any
   * other optimizer gets a state of its own.
   *
   * @throws {EddyError} ERR_RULE if it doesn't fit the model, or the model has more than 64 different ones
   */
  attachRules(rules: readonly Rule[]): RulesHandle {
    return this.engine.attachRules(rules)
  }

  /** The optimizers attached until now, each by its rules. */
  get optimizers(): readonly (readonly Rule[])[] {
    return this.engine.attachments.map(({ rules }) => rules)
  }

  /** Takes over what another model learned, optimizer state included: parameters of one name, row by row; new rows start at zero. */
  adopt(other: TrainableModel): void {
    this.engine.adopt(other.engine)
    this.streams.adopt(other.streams)
    this.steps = other.steps
  }

  /** All that was learned, and where its streams are: parameters, optimizer states, the random generator, states; copies. */
  get state(): ModelState {
    return { ...captureState(this.engine), streams: this.streams.capture() }
  }

  /**
   * Takes a state back, of a model of the same spec; with optimizer states, of the same optimizers.
   *
   * @throws {EddyError} ERR_STATE, changing nothing, if it doesn't fit
   */
  restore(state: Partial<ModelState>, steps?: number): void {
    const { streams } = state
    if (streams) this.streams.check(streams)
    restoreState(this.engine, state)
    if (streams) this.streams.restore(streams)
    if (steps !== undefined) this.steps = steps
  }

  /**
   * Attaches a loss, for `train` and `Pass.loss`. Losses that compute the same share a handle.
   *
   * @throws {EddyError} ERR_LOSS if it isn't one number, or the model has more than 64 different ones
   */
  attachLoss(loss: Loss): LossHandle {
    return this.engine.attachLoss(loss)
  }
}
