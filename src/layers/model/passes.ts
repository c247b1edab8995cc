import type { Engine } from '../../autodiff/running/engine.js'
import type { StateKey, StreamStates } from '../../autodiff/running/streamStates.js'
import { type Plan, STATUS_STATE } from '../../autodiff/planning/plan.js'
import { type Node, storage } from '../../autodiff/tracing/node.js'
import { EddyError } from '../../error.js'
import { STATUS_ID } from '../../kernels/isa.js'
import { idFault, type Lookup, lookupsOf } from './idFault.js'
import { keyFault } from './keyFault.js'
import { type ModelInput, type Port, valueFault, writeInput } from './modelInput.js'
import { Pass, type PassStart, type StateMove } from './pass.js'
import { Fault, isFault } from '../../rejection.js'
import { Watchers } from './watchers.js'

/** Starts the passes of a model: a sample, and the states of its key, into a tape, and forward. */
export class Passes {
  private readonly engine: Engine
  private readonly ports: readonly Port[]
  private readonly states: StreamStates
  private readonly lookups: readonly Lookup[]
  private readonly stateful: boolean
  private readonly watchers = new Watchers()

  constructor(engine: Engine, ports: readonly Port[], states: StreamStates) {
    this.engine = engine
    this.ports = ports
    this.states = states
    this.stateful = states.length > 0
    this.lookups = lookupsOf(engine.network.graph.nodes)
  }

  begin(x: ModelInput, key: StateKey = ''): Pass | Fault {
    const { engine, stateful } = this
    const passes = engine.single
    const slot = passes.acquire()
    if (isFault(slot)) return slot
    const offset = passes.offset(slot)
    const fault = this.run(passes.plan, passes.plan.forward, x, key, offset)
    if (!fault) {
      const start = this.startOf([x], key)
      return new Pass(engine, { passes, slot }, start, stateful ? this.moved(offset, key) : undefined)
    }
    passes.release(slot)
    return fault
  }

  /** Until the function it returns is called, passes keep what they started from. */
  watch(): () => void {
    return this.watchers.watch()
  }

  private startOf(xs: readonly ModelInput[], key: StateKey): PassStart | undefined {
    return this.watchers.any ? { xs, states: this.states.read(key) } : undefined
  }

  /** Runs a program for one sample. */
  private run(plan: Plan, program: number, x: ModelInput, key: StateKey, offset: number): Fault | undefined {
    const { engine } = this
    const fault =
      (this.stateful ? keyFault(key) : undefined) ??
      writeInput(engine, engine.network.inputs, this.ports, plan.inputs, x, offset)
    if (fault) return fault
    if (this.stateful) this.states.load(engine.machine.data, plan.states.before + offset, key)
    const status = engine.run(program, offset)
    if (status === 0) return undefined
    return status === STATUS_STATE ? overflow() : (this.fault(status, x, plan.address, offset, 0) ?? unnamed())
  }

  /** Takes over what the states are after a pass ran forward. */
  private moved(offset: number, key: StateKey): StateMove {
    const { engine, states } = this
    const move = states.move(engine.machine.data, engine.single.plan.states, offset, key)
    return { states, key, move }
  }

  /** Moves the states on, and nothing else. */
  observe(x: ModelInput, key: StateKey = ''): Fault | undefined {
    const { engine, states, stateful } = this
    const passes = engine.single
    const slot = passes.acquire()
    if (isFault(slot)) return slot
    const { plan } = passes
    const offset = passes.offset(slot)
    const fault = this.run(plan, stateful ? plan.advance : plan.forward, x, key, offset)
    if (!fault && stateful) {
      states.move(engine.machine.data, plan.states, offset, key)
      states.settle(key)
    }
    passes.release(slot)
    return fault
  }

  beginBatch(xs: readonly ModelInput[], key?: StateKey): Pass | Fault {
    if (this.stateful) return this.beginOnly(xs, key)
    const { engine } = this
    const passes = engine.planFor(xs.length)
    const slot = passes.acquire()
    if (isFault(slot)) return slot
    const { plan } = passes
    const offset = passes.offset(slot)
    const { inputs } = engine.network
    let found: Fault | undefined
    for (let at = 0; at < xs.length && !found; at++) {
      const addresses = inputs.map((input) => plan.address(input) + offset + at * storage(input.shape))
      found = inBatch(writeInput(engine, inputs, this.ports, addresses, xs[at] ?? []), at)
    }
    const status = found ? 0 : engine.run(plan.forward, offset)
    if (!found && status === 0) return new Pass(engine, { passes, slot }, this.startOf(xs, ''))
    for (let at = 0; at < xs.length && !found; at++) {
      found = inBatch(this.fault(status, xs[at] ?? [], plan.address, offset, at), at)
    }
    passes.release(slot)
    return found ?? unnamed()
  }

  private beginOnly([x, ...more]: readonly ModelInput[], key: StateKey | undefined): Pass | Fault {
    if (x !== undefined && more.length === 0) return this.begin(x, key)
    throw new EddyError(
      'ERR_BATCH',
      `a model that keeps states takes one sample at a time, got a batch of ${more.length + 1}: leave out bufferCount, or give it whole sequences [steps, features]`,
    )
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
}

/** Of a batch, the index is the sample's; the reason tells the place in it. */
const inBatch = (fault: Fault | undefined, at: number): Fault | undefined =>
  fault && new Fault(fault.code, fault.reason, at)

const unnamed = (): Fault => new Fault('ERR_INPUT_VALUE', 'an input is not finite')

const overflow = (): Fault =>
  new Fault('ERR_STATE_NOT_FINITE', 'what the model would keep is not finite: the sample was set aside')
