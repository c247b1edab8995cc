import type { Engine } from '../../autodiff/running/engine.js'
import type { StateKey, StreamStates } from '../../autodiff/running/streamStates.js'
import { STATUS_INPUT } from '../../autodiff/planning/plan.js'
import type { Node } from '../../autodiff/tracing/node.js'
import { type Value, isTensor } from '../../autodiff/tracing/trace.js'
import { EddyError } from '../../error.js'
import { STATUS_ID } from '../../kernels/isa.js'
import { idFault, type Lookup, lookupsOf } from './idFault.js'
import { keyFault } from './keyFault.js'
import { type ModelInput, type Port, valueFault, writeInput } from './modelInput.js'
import type { Fault } from '../../rejection.js'

/** The states a prediction starts from: those of a key, or others of the same model. */
export type StartStates = StateKey | Float32Array | Float64Array

/** What a layer gives for one sample. */
export interface LayerActivation {
  /** The layer's place: '0.dense', '1.parallel.0.2.gelu'. */
  readonly layer: string
  /** A copy. */
  readonly values: Float32Array | Float64Array
}

/** What a layer gave when it was traced. */
export interface TracedLayer {
  readonly place: string
  readonly value: Value
}

/** Runs a model's prediction program: in memory of its own, so that it disturbs no pass, and with states it only reads. */
export class Predicting {
  private readonly engine: Engine
  private readonly ports: readonly Port[]
  private readonly states: StreamStates
  private readonly lookups: readonly Lookup[]

  constructor(engine: Engine, ports: readonly Port[], states: StreamStates) {
    this.engine = engine
    this.ports = ports
    this.states = states
    this.lookups = lookupsOf(engine.network.prediction.graph.nodes)
  }

  /** What was wrong with the input, if anything. */
  run(x: ModelInput, from: StartStates = ''): Fault | undefined {
    const { engine, ports } = this
    const { program, address, inputs, states } = engine.layout.prediction
    const fault =
      (this.states.length > 0 && !ArrayBuffer.isView(from) ? keyFault(from) : undefined) ??
      writeInput(engine, engine.network.prediction.inputs, ports, inputs, x)
    if (fault) return fault
    if (ArrayBuffer.isView(from)) engine.machine.data.set(from, states)
    else this.states.load(engine.machine.data, states, from)
    const status = engine.run(program, 0)
    if (status === STATUS_ID) return idFault(engine, this.lookups, address)
    return status === STATUS_INPUT ? valueFault(x, ports) : undefined
  }

  /** The same without computing more than it takes to know. */
  check(x: ModelInput): Fault | undefined {
    if (this.lookups.length > 0) return this.run(x)
    const { engine, ports } = this
    const fault = writeInput(engine, engine.network.prediction.inputs, ports, engine.layout.prediction.inputs, x)
    return fault ?? valueFault(x, ports)
  }

  /**
   * The output; a copy.
   *
   * @throws {EddyError} if the input doesn't fit
   */
  predict(x: ModelInput, from?: StartStates): Float32Array | Float64Array {
    const fault = this.run(x, from)
    if (fault) throw new EddyError(fault.code, `predict: ${fault.reason}`)
    return this.read()
  }

  /** What layers that give one tensor give; copies. Throws as `predict` does. */
  layers(x: ModelInput, from: StartStates | undefined, traced: readonly TracedLayer[]): readonly LayerActivation[] {
    this.predict(x, from)
    return traced.flatMap(({ place, value }) =>
      isTensor(value) ? [{ layer: place, values: this.read(value as Node) }] : [],
    )
  }

  private read(node: Node = this.engine.network.prediction.output): Float32Array | Float64Array {
    return this.engine.readRows(this.engine.layout.prediction.address(node), node.shape)
  }
}
