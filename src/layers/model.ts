import { Engine } from '../autodiff/running/engine.js'
import { captureState, type EngineState, restoreState } from '../autodiff/running/engineState.js'
import { type Network, traceNetwork } from '../autodiff/tracing/network.js'
import { elements, type Node } from '../autodiff/tracing/node.js'
import { STATUS_INPUT } from '../autodiff/planning/plan.js'
import type { Rule } from '../autodiff/planning/rule.js'
import type { Value } from '../autodiff/tracing/trace.js'
import { EddyError } from '../error.js'
import { type MachineKind, STATUS_ID } from '../kernels/isa.js'
import { idFault, type Lookup, lookupsOf } from './idFault.js'
import { toSpec } from './layer.js'
import { type ModelInput, type Port, portsOf, valueFault, writeInput } from './modelInput.js'
import type { LayoutEntry, ModelOptions, ModelSpec } from './modelSpec.js'
import { type ModelTarget, Pass, type PassLoss } from './pass.js'
import { Fault, isFault, Rejections } from './rejection.js'
import { isTensor, joined, startValue, traceLayers } from './traceLayers.js'

/**
 * Builds a model: traces its layers once, plans them once into fixed memory, and starts its parameters from the seed.
 *
 * @throws {EddyError} ERR_SHAPE if the layers don't fit, ERR_LAYER for an unknown layer, ERR_OPTION for bad options
 */
export function createModel(options: ModelOptions): Model {
  return new Model(options)
}

/** A network with parameters. Reading and predicting change nothing; operators train it. */
export class Model {
  readonly spec: ModelSpec
  /** Lengths of one sample. */
  readonly inputLength: number
  readonly outputLength: number
  readonly outputShape: readonly number[]
  /** Samples set aside by the operators. */
  readonly rejections: Rejections = new Rejections()
  /** Steps taken. */
  steps = 0
  private readonly engine: Engine
  private readonly network: Network
  private readonly ports: readonly Port[]
  private readonly traced: { readonly place: string; readonly value: Value }[] = []
  private readonly lookups: readonly Lookup[]
  private readonly predictionLookups: readonly Lookup[]

  constructor({ input, layers, seed = 0, tapes = 16, kernels, definitions = {} }: ModelOptions) {
    if (!Number.isInteger(tapes) || tapes < 1)
      throw new EddyError('ERR_OPTION', `createModel: \`tapes\` must be a whole number of at least 1, got ${tapes}`)
    if (!Array.isArray(layers) || layers.length === 0)
      throw new EddyError('ERR_OPTION', 'createModel: `layers` must be a list of at least one layer')
    this.ports = portsOf(input)
    const specs = layers.map(toSpec)
    this.spec = { input, layers: specs, seed }
    this.network = traceNetwork(
      this.ports.map(({ shape }) => shape),
      ({ op, inputs, training, parameter }) => {
        const value = startValue(inputs, this.ports)
        const onLayer = training ? noted : (place: string, traced: Value) => this.traced.push({ place, value: traced })
        return joined(op, traceLayers(specs, value, { op, training, parameter, definitions, scope: '', onLayer }))
      },
    )
    this.lookups = lookupsOf(this.network.graph.nodes)
    this.predictionLookups = lookupsOf(this.network.prediction.graph.nodes)
    this.engine = new Engine(this.network, { kernels, tapes, seed })
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

  /** The arithmetic in use. */
  get kernels(): MachineKind {
    return this.engine.machine.kind
  }

  /**
   * The output for one sample; a copy, and without any effect on the model.
   *
   * @throws {EddyError} if `x` has a wrong length, or a value that is not a finite number
   */
  predict(x: ModelInput): Float32Array | Float64Array {
    const fault = this.runPrediction(x)
    if (fault) throw new EddyError(fault.code, `predict: ${fault.reason}`)
    const { output } = this.network.prediction
    return this.engine.readRows(this.engine.layout.prediction.address(output), output.shape)
  }

  /**
   * What each layer gives for one sample, under the layer's place ('0.dense', '1.tanh'); copies. Layers that give several
   * tensors are left out.
   *
   * @throws {EddyError} as `predict` does
   */
  activations(x: ModelInput): readonly { readonly layer: string; readonly values: Float32Array | Float64Array }[] {
    this.predict(x)
    const { address } = this.engine.layout.prediction
    return this.traced.flatMap(({ place, value }) =>
      isTensor(value) ? [{ layer: place, values: this.engine.readRows(address(value as Node), value.shape) }] : [],
    )
  }

  /** What is wrong with an input, if anything; changes nothing. */
  check(x: ModelInput): Fault | undefined {
    if (this.lookups.length > 0) return this.runPrediction(x)
    const { inputs } = this.network.prediction
    const fault = writeInput(this.engine, inputs, this.ports, this.engine.layout.prediction.inputs, x)
    return fault ?? valueFault(x, this.ports)
  }

  private runPrediction(x: ModelInput): Fault | undefined {
    const { program, address, inputs } = this.engine.layout.prediction
    const fault = writeInput(this.engine, this.network.prediction.inputs, this.ports, inputs, x)
    if (fault) return fault
    const status = this.engine.run(program, 0)
    if (status === STATUS_ID) return idFault(this.engine, this.predictionLookups, address)
    return status === STATUS_INPUT ? valueFault(x, this.ports) : undefined
  }

  /** Starts a pass of one sample: runs forward and keeps what the way back needs. */
  begin(x: ModelInput): Pass | Fault {
    const plan = this.engine.plan(0)
    const slot = this.engine.acquire(0)
    const offset = this.engine.offset(slot)
    const { inputs } = this.network
    const fault = writeInput(this.engine, inputs, this.ports, this.engine.inputAddresses(0), x, offset)
    const status = fault ? 0 : this.engine.run(plan.forward, offset)
    if (!fault && status === 0) return new Pass(this.engine, slot, 1)
    this.engine.release(slot)
    return fault ?? this.fault(status, x, plan.address, offset, 0) ?? unnamed()
  }

  /** Starts a pass of several samples that make one step together. The index of a fault is a position in the batch. */
  beginBatch(xs: readonly ModelInput[]): Pass | Fault {
    const position = this.engine.planFor(xs.length)
    const slot = this.engine.acquire(position)
    const plan = this.engine.plan(position)
    const offset = this.engine.offset(slot)
    const { inputs } = this.network
    let found: Fault | undefined
    for (let at = 0; at < xs.length && !found; at++) {
      const addresses = inputs.map((input) => plan.address(input) + offset + at * this.engine.copyLength(input))
      found = inBatch(writeInput(this.engine, inputs, this.ports, addresses, xs[at] ?? []), at)
    }
    const status = found ? 0 : this.engine.run(plan.forward, offset)
    if (!found && status === 0) return new Pass(this.engine, slot, xs.length)
    for (let at = 0; at < xs.length && !found; at++) {
      found = inBatch(this.fault(status, xs[at] ?? [], plan.address, offset, at), at)
    }
    this.engine.release(slot)
    return found ?? unnamed()
  }

  /** What stopped sample `at` of a pass, after the machine said that something did; undefined if it was another one. */
  private fault(
    status: number,
    x: ModelInput,
    address: (node: Node) => number,
    offset: number,
    at: number,
  ): Fault | undefined {
    return status === STATUS_ID ? idFault(this.engine, this.lookups, address, offset, at) : valueFault(x, this.ports)
  }

  /** The loss of the sample that `train` saw last. */
  lastLoss: number = Number.NaN

  /**
   * The four parts of a step at once, for one sample: the same programs in the same order as the operators run them,
   * without a record in between.
   *
   * @returns the output before the update, a copy; or what was wrong, nothing having been learned
   */
  train(
    x: ModelInput,
    loss: number,
    kind: PassLoss['target'],
    target: ModelTarget,
    weight: number,
    optimizer: number,
  ): Float32Array | Float64Array | Fault {
    const pass = this.begin(x)
    if (isFault(pass)) return pass
    const output = pass.output()
    const value = pass.loss(loss, kind, target, weight)
    if (isFault(value)) {
      pass.release()
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

  /** What every learning rate is multiplied by, for a while; 1. Not part of the state. */
  get rateFactor(): number {
    return this.engine.rateFactor
  }

  set rateFactor(factor: number) {
    this.engine.rateFactor = factor
  }

  /** The position of an optimizer for `train`. */
  attachRules(rules: readonly Rule[]): number {
    return this.engine.attachRules(rules)
  }

  /** Takes over what another model learned, optimizer state included: parameters of one name, row by row; new rows start at zero. */
  adopt(other: Model): void {
    this.engine.adopt(other.engine)
    this.steps = other.steps
  }

  /** All that was learned: parameters, optimizer states, the random generator; copies. */
  get state(): EngineState {
    return captureState(this.engine)
  }

  /**
   * Takes a state back, of a model of the same spec; with optimizer states, of the same optimizers.
   *
   * @throws {EddyError} ERR_STATE, changing nothing, if it doesn't fit
   */
  restore(state: Partial<EngineState>, steps?: number): void {
    restoreState(this.engine, state)
    if (steps !== undefined) this.steps = steps
  }

  /** The position of a loss for `Pass.loss`, traced onto this model on first use. */
  attachLoss({ name, settings, trace }: PassLoss): number {
    return this.engine.attachLoss({ key: `${name}${JSON.stringify(settings)}`, trace })
  }
}

/** Of a batch, the index is the sample's; the reason tells the place in it. */
const inBatch = (fault: Fault | undefined, at: number): Fault | undefined =>
  fault && new Fault(fault.code, fault.reason, at)

const unnamed = (): Fault => new Fault('ERR_INPUT_VALUE', 'an input is not finite')

const noted = (): void => undefined
