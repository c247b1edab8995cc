import type { Engine } from '../../autodiff/running/engine.js'
import type { StateKey, StreamStates } from '../../autodiff/running/streamStates.js'
import { STATUS_INPUT } from '../../autodiff/planning/plan.js'
import type { Node } from '../../autodiff/tracing/node.js'
import { STATUS_ID } from '../../kernels/isa.js'
import { idFault, type Lookup, lookupsOf } from './idFault.js'
import { type ModelInput, type Port, valueFault, writeInput } from './modelInput.js'
import type { Fault } from './rejection.js'

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
  run(x: ModelInput, key: StateKey = ''): Fault | undefined {
    const { engine, ports } = this
    const { program, address, inputs, states } = engine.layout.prediction
    const fault = writeInput(engine, engine.network.prediction.inputs, ports, inputs, x)
    if (fault) return fault
    this.states.load(engine.machine.data, states, key)
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

  /** What `run` left of a value, by default of the output; a copy. */
  read(node: Node = this.engine.network.prediction.output): Float32Array | Float64Array {
    return this.engine.readRows(this.engine.layout.prediction.address(node), node.shape)
  }
}
