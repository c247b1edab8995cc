import { EddyError } from '../../error.js'
import type { Fault } from '../../rejection.js'
import type { Machine, MachineKind } from '../../kernels/isa.js'
import { createMachine } from '../../kernels/machine.js'
import { createRandom, seedWords } from '../../kernels/random.js'
import { type Attachment, type Layout, layOut } from '../planning/layout.js'
import type { Network } from '../tracing/network.js'
import type { Plan, TracedLoss } from '../planning/plan.js'
import { type LossTrace, traceLoss } from '../planning/traceLoss.js'
import { adoptParameters, adoptSteps, moveState, moveTapes } from './relocation.js'
import { readRows, writeRows } from './rows.js'
import type { Rule } from '../planning/rule.js'
import { gradientNotFinite, isFiniteSum, scalarsAhead, takeGuarded, writeScalars } from './optimizerStep.js'
import { startValues } from './startValues.js'
import { type Slot, TapePool } from './tapePool.js'
import { UnitRenewal } from './unitRenewal.js'

export interface EngineOptions {
  readonly kernels?: MachineKind | undefined
  /** Passes of one sample that may be under way at once. */
  readonly tapes: number
  readonly seed: number
}

const TAPES_OF_BATCHES = 2

/** Runs a planned network. Owns its machine; between layouts nothing here allocates per sample but the slot handed out. */
export class Engine {
  readonly network: Network
  layout: Layout
  machine: Machine
  private readonly options: EngineOptions
  private readonly losses: { readonly key: string; readonly traced: TracedLoss }[] = []
  /** What every learning rate is multiplied by. */
  rateFactor = 1
  readonly attachments: (Attachment & { key: string; rules: readonly Rule[]; steps: number })[] = []
  private readonly batches: { batch: number; slots: number }[]
  private readonly pools: TapePool[] = []
  private normValues: Float64Array
  /** By position of the attachment. */
  private renewals: readonly (UnitRenewal | undefined)[] = []

  constructor(network: Network, options: EngineOptions) {
    this.network = network
    this.options = options
    this.batches = [{ batch: 1, slots: options.tapes }]
    this.layout = this.compile()
    this.machine = createMachine(this.layout, options.kernels)
    this.normValues = new Float64Array(network.parameters.length)
    this.install()
    seedWords(this.machine.words, this.layout.randomState, options.seed)
    this.startParameters()
    this.growPools()
  }

  private compile(): Layout {
    return layOut({
      network: this.network,
      losses: this.losses.map(({ traced }) => traced),
      attachments: this.attachments,
      batches: this.batches,
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

  private growPools(): void {
    for (const { slots } of this.batches.slice(this.pools.length)) this.pools.push(new TapePool(slots))
  }

  /** Compiles anew after a loss, an optimizer or a batch size came, and moves all that was learned or is under way. */
  private relocate(): void {
    const before = { layout: this.layout, machine: this.machine }
    this.layout = this.compile()
    this.machine = createMachine(this.layout, this.options.kernels)
    this.install()
    moveState(before, this)
    moveTapes(before, this)
    this.renewals = this.attachments.map(({ rules }, position) => this.renewalOf(rules, position))
    this.growPools()
  }

  private renewalOf(rules: readonly Rule[], position: number): UnitRenewal | undefined {
    const settings = rules.find(({ renewal }) => renewal)?.renewal
    const update = this.layout.updates[position]
    return settings && update && new UnitRenewal(this, update, settings)
  }

  /** The position of the plan for `batch` samples, made on first use. */
  planFor(batch: number): number {
    const known = this.batches.findIndex((size) => size.batch === batch)
    if (known >= 0) return known
    this.batches.push({ batch, slots: TAPES_OF_BATCHES })
    this.relocate()
    return this.batches.length - 1
  }

  plan(position: number): Plan {
    const plan = this.layout.plans[position]
    if (!plan) throw new EddyError('ERR_PLAN', `no plan ${position}: there are ${this.layout.plans.length}`)
    return plan
  }

  /** The position of a loss, traced onto the network on first use. */
  attachLoss({ key, trace }: LossTrace): number {
    const known = this.losses.findIndex((loss) => loss.key === key)
    if (known >= 0) return known
    this.losses.push({ key, traced: traceLoss(this.network, { key, trace }) })
    this.relocate()
    return this.losses.length - 1
  }

  /** The position of an optimizer. One of the same structure goes on with its state under the new settings. */
  attachRules(rules: readonly Rule[]): number {
    const key = rules.map(({ name }) => name).join('|')
    const settings = JSON.stringify(rules.map((rule) => rule.settings))
    const position = this.attachments.findIndex((known) => known.key === key)
    const known = this.attachments[position]
    if (known && JSON.stringify(known.rules.map((rule) => rule.settings)) === settings) return position
    const before = known?.rules
    if (known) known.rules = rules
    else this.attachments.push({ key, rules, cells: new Map(), steps: 0 })
    try {
      this.relocate()
    } catch (error) {
      if (known && before) known.rules = before
      else this.attachments.pop()
      throw error
    }
    return known ? position : this.attachments.length - 1
  }

  /** Takes a tape slot: a free one, or else the one that has been out longest, whose pass is then lost. */
  acquire(position: number): Slot {
    const pool = this.pools[position]
    if (!pool) throw new EddyError('ERR_PLAN', `no plan ${position}`)
    return pool.acquire(position)
  }

  holds(slot: Slot): boolean {
    return this.pools[slot.batch]?.holds(slot) === true
  }

  release(slot: Slot): void {
    this.pools[slot.batch]?.release(slot)
  }

  /** The tape offset of a slot. Throws when its tape was given to a newer pass. */
  offset(slot: Slot): number {
    const plan = this.plan(slot.batch)
    if (!this.pools[slot.batch]?.holds(slot)) {
      throw new EddyError(
        'ERR_TAPE_OVERWRITTEN',
        `this pass is over: it was updated already, or ${plan.slots} newer passes took all tapes. Build the model with more tapes (createModel({ tapes })) if more samples are under way between forward and update`,
      )
    }
    return slot.index * plan.slotLength
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
  step(attachment: number, position: number, offset: number): Fault | undefined {
    const norms = this.squaredNorms(this.plan(position), offset)
    if (!isFiniteSum(norms)) return gradientNotFinite()
    const update = this.layout.updates[attachment]
    const state = this.attachments[attachment]
    if (!update || !state) throw new EddyError('ERR_PLAN', `no optimizer ${attachment}`)
    // Counted even if it isn't taken: a schedule that fails at one step then fails once.
    state.steps += 1
    const scalarFault = writeScalars(this.machine.data, update.scalars, state.steps, norms, this.rateFactor)
    if (scalarFault) return scalarFault
    const { guard, finish } = update
    if (guard) this.machine.data[guard.decrease] = 0
    this.machine.run(update.programs[position]!, offset)
    const stepFault = guard && finish !== undefined ? takeGuarded(this.machine, guard, finish) : undefined
    if (stepFault) return stepFault
    this.renewals[attachment]?.after(this.plan(position), offset)
    return undefined
  }

  /** What would keep an optimizer from its next step; undefined if nothing. Changes nothing. */
  faultAhead(attachment: number, position: number, offset: number): Fault | undefined {
    const norms = this.squaredNorms(this.plan(position), offset)
    const update = this.layout.updates[attachment]
    const state = this.attachments[attachment]
    if (!update || !state) throw new EddyError('ERR_PLAN', `no optimizer ${attachment}`)
    if (!isFiniteSum(norms)) return gradientNotFinite()
    return scalarsAhead(this.machine.data, update, state.steps + 1, norms, this.rateFactor)
  }

  /** Every gradient of a pass written out: a copy in the layout of the parameters. */
  gradients(plan: Plan, offset: number): Float32Array | Float64Array {
    this.machine.run(plan.materialise, offset)
    return this.machine.data.slice(this.layout.gradients, this.layout.gradients + this.layout.parametersLength)
  }

  lossAt(position: number): TracedLoss {
    const loss = this.losses[position]
    if (!loss) throw new EddyError('ERR_PLAN', `no loss ${position}`)
    return loss.traced
  }

  /**
   * Takes over what another engine learned: each parameter of the same name, and the optimizer state that goes with it,
   * in the rows and columns both have; the rest of that parameter is zero. The random generator goes on from there.
   */
  adopt(other: Engine): void {
    adoptSteps(other, this)
    adoptParameters(other, this)
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
