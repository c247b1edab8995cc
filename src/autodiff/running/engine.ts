import type { Fault } from '../../rejection.js'
import { chooseKernels, type KernelChoice, type Kernels } from '../../kernels/chooseKernels.js'
import type { Machine } from '../../kernels/isa.js'
import { createMachine } from '../../kernels/machine.js'
import { createRandom, seedWords } from '../../kernels/random.js'
import { type Layout, layOut } from '../planning/layout.js'
import type { Network } from '../tracing/network.js'
import { same } from '../../described.js'
import type { Loss } from '../planning/loss.js'
import type { Plan } from '../planning/plan.js'
import type { Rule } from '../planning/rule.js'
import { sameTrace, traceLoss } from '../planning/traceLoss.js'
import { checkRoom, LossHandle, RulesHandle } from './attached.js'
import { gradientNotFinite, isFiniteSum, scalarsAhead, takeGuarded, writeScalars } from './optimizerStep.js'
import type { PassPlan } from './passPlan.js'
import { PassPlans, type TapeOptions } from './passPlans.js'
import { adoptParameters, adoptSteps, moveState, moveTapes } from './relocation.js'
import { readRows, writeRows } from './rows.js'
import { startValues } from './startValues.js'
import { UnitRenewal } from './unitRenewal.js'

export interface EngineOptions extends TapeOptions {
  readonly kernels?: Kernels | undefined
  readonly seed: number
}

/** Runs a planned network. Owns its machine; between layouts nothing here allocates per sample but the slot handed out. */
export class Engine {
  readonly network: Network
  readonly kernels: KernelChoice
  layout: Layout
  machine: Machine
  private readonly options: EngineOptions
  private readonly losses: LossHandle[] = []
  /** What every learning rate is multiplied by. */
  rateFactor = 1
  readonly attachments: RulesHandle[] = []
  private readonly plans: PassPlans
  private normValues: Float64Array
  /** Passes of one sample. */
  readonly single: PassPlan

  constructor(network: Network, options: EngineOptions) {
    this.network = network
    this.options = options
    this.kernels = chooseKernels(options.kernels)
    this.plans = new PassPlans(this, options)
    this.layout = this.compile()
    this.machine = createMachine(this.layout, this.kernels)
    this.normValues = new Float64Array(network.parameters.length)
    this.install()
    seedWords(this.machine.words, this.layout.randomState, options.seed)
    this.startParameters()
    this.single = this.planFor(1)
  }

  private compile(): Layout {
    return layOut({
      network: this.network,
      losses: this.losses.map(({ traced }) => traced),
      attachments: this.attachments,
      batches: this.plans.sizes,
    })
  }

  private install(): void {
    const { words, constants } = this.layout
    this.machine.words.set(words)
    for (const [address, value] of constants) this.machine.data[address] = value
  }

  private startParameters(): void {
    const random = createRandom(this.options.seed)
    this.network.parameters.forEach((parameter, index) => {
      const values = startValues(parameter, () => random.next())
      this.writeRows(this.layout.offsets[index] ?? 0, parameter.shape, values, 0)
    })
  }

  /** Compiles anew after a loss, an optimizer or a batch size came, and moves all that was learned or is under way. */
  relocate(): void {
    const before = { layout: this.layout, machine: this.machine }
    const layout = this.compile()
    this.machine = createMachine(layout, this.kernels)
    this.layout = layout
    this.install()
    moveState(before, this)
    moveTapes(before, this)
    this.plans.relocated()
    this.attachments.forEach((handle, position) => {
      handle.update = this.layout.updates[position]
      handle.renewal = this.renewalOf(handle)
    })
  }

  private renewalOf({ rules, update }: RulesHandle): UnitRenewal | undefined {
    const settings = rules.find(({ renewal }) => renewal)?.renewal
    return settings && update && new UnitRenewal(this, update, settings)
  }

  /** The plan for passes of `batch` samples, made on first use. */
  planFor(batch: number): PassPlan {
    return this.plans.of(batch)
  }

  /**
   * A loss, traced onto the network on first use. It is found again where its settings are the same and it traces to the
   * same operations; its name doesn't count.
   *
   * @throws {EddyError} ERR_LOSS if it can't be traced, or the model has too many
   */
  attachLoss(loss: Loss): LossHandle {
    const alike = this.losses.filter(
      ({ loss: known }) => known.target === loss.target && same(known.settings, loss.settings),
    )
    const known = alike.find((handle) => handle.loss.trace === loss.trace)
    if (known) return known
    const { graph } = this.network
    const [count, end] = [this.losses.length, graph.nodes.length]
    try {
      const traced = traceLoss(this.network, loss)
      const twin = alike.find((handle) => sameTrace(handle.traced, traced))
      if (!twin) {
        checkRoom('ERR_LOSS', 'losses', count)
        this.losses.push(new LossHandle(this, count, loss, traced))
        this.relocate()
      } else graph.forget(end)
      return twin ?? this.losses[count]!
    } catch (error) {
      this.losses.length = count
      graph.forget(end)
      throw error
    }
  }

  /**
   * An optimizer. The same functions with the same settings are the same optimizer and go on with its state; anything else
   * is another one, with a state of its own.
   *
   * @throws {EddyError} ERR_RULE if it doesn't fit the model, or the model has too many
   */
  attachRules(rules: readonly Rule[]): RulesHandle {
    const known = this.attachments.find((handle) => same(handle.rules, rules))
    if (known) return known
    checkRoom('ERR_RULE', 'optimizers', this.attachments.length)
    const handle = new RulesHandle(this, rules)
    this.attachments.push(handle)
    try {
      this.relocate()
    } catch (error) {
      this.attachments.pop()
      throw error
    }
    return handle
  }

  run(program: number, offset: number): number {
    return this.machine.run(program, offset)
  }

  /** Runs the norms program; the squared norm of each parameter's gradient. Borrowed until the next call. */
  squaredNorms(plan: Plan, offset: number): Float64Array {
    this.machine.run(plan.norms, offset)
    for (let index = 0; index < this.normValues.length; index++) {
      this.normValues[index] = this.machine.data[this.layout.norms + index]!
    }
    return this.normValues
  }

  /** The squared norm of each parameter's gradient in the last step; 0 before. A copy. */
  get lastSquaredNorms(): Float64Array {
    return this.normValues.slice()
  }

  /** One step of an optimizer. No weight moves if the gradient, a schedule's number or a custom rule's step isn't finite. */
  step(optimizer: RulesHandle, { plan, position }: PassPlan, offset: number): Fault | undefined {
    const update = optimizer.updateOf(this)
    const norms = this.squaredNorms(plan, offset)
    if (!isFiniteSum(norms)) return gradientNotFinite()
    // Counted even if it isn't taken: a schedule that fails at one step then fails once.
    optimizer.steps += 1
    const scalarFault = writeScalars(this.machine.data, update.scalars, optimizer.steps, norms, this.rateFactor)
    if (scalarFault) return scalarFault
    const { guard, finish } = update
    if (guard) this.machine.data[guard.decrease] = 0
    this.machine.run(update.programs[position]!, offset)
    const stepFault = guard && finish !== undefined ? takeGuarded(this.machine, guard, finish) : undefined
    if (stepFault) return stepFault
    optimizer.renewal?.after(plan, offset)
    return undefined
  }

  /** What would keep an optimizer from its next step; undefined if nothing. Changes nothing. */
  faultAhead(optimizer: RulesHandle, { plan }: PassPlan, offset: number): Fault | undefined {
    const update = optimizer.updateOf(this)
    const norms = this.squaredNorms(plan, offset)
    if (!isFiniteSum(norms)) return gradientNotFinite()
    return scalarsAhead(this.machine.data, update, optimizer.steps + 1, norms, this.rateFactor)
  }

  /** Every gradient of a pass written out: a copy in the layout of the parameters. */
  gradients(plan: Plan, offset: number): Float32Array | Float64Array {
    this.machine.run(plan.materialise, offset)
    return this.machine.data.slice(this.layout.gradients, this.layout.gradients + this.layout.parametersLength)
  }

  /**
   * Takes over what another engine learned: each parameter of the same name, and the optimizer state that goes with it,
   * in the rows and columns both have; the rest of that parameter is zero. The random generator goes on from there.
   */
  adopt(other: Engine): void {
    adoptParameters(other, this, adoptSteps(other, this))
    this.relocate()
  }

  /** Writes values[from...], row-major, into padded rows. */
  writeRows(address: number, shape: readonly number[], values: ArrayLike<number>, from: number): void {
    writeRows(this.machine.data, address, shape, values, from)
  }

  /** Copies a tensor out, without padding. */
  readRows(address: number, shape: readonly number[]): Float32Array | Float64Array {
    return readRows(this.machine.data, address, shape)
  }
}
