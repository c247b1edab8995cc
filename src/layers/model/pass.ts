import type { LossHandle, RulesHandle } from '../../autodiff/running/attached.js'
import type { Engine } from '../../autodiff/running/engine.js'
import type { PassPlan } from '../../autodiff/running/passPlan.js'
import type { StateKey, StreamStates } from '../../autodiff/running/streamStates.js'
import type { Slot } from '../../autodiff/running/tapePool.js'
import { elements, type Node, storage } from '../../autodiff/tracing/node.js'
import type { ModelInput } from './modelInput.js'
import { describeValue } from '../../describeValue.js'
import { Fault } from '../../rejection.js'
import { unreadable } from '../../unreadable.js'

/** What a loss compares with: numbers, or an index over the outputs for losses with a class target. */
export type ModelTarget = number | boolean | readonly number[] | Float32Array | Float64Array

/** The move of a stream's states that a pass made. */
export interface StateMove {
  readonly states: StreamStates
  readonly key: StateKey
  readonly move: number
}

/** What a pass was given. */
export interface PassStart {
  /** By sample; as they came. */
  readonly xs: readonly ModelInput[]
  /** Those of the sample's key before it; a copy. */
  readonly states: Float32Array | Float64Array
}

/** The tape slot of a pass, and the plan it runs by. */
export interface HeldSlot {
  readonly passes: PassPlan
  readonly slot: Slot
}

/** One pass of one sample, or of a batch, through a model: the tape slot it holds, and the steps that can be taken. */
export class Pass {
  /** Samples in this pass. */
  readonly size: number
  private readonly engine: Engine
  private readonly passes: PassPlan
  private readonly slot: Slot
  /** Undefined for a model without states. */
  private readonly moved: StateMove | undefined
  /** Kept only while somebody watches the model. */
  readonly start: PassStart | undefined

  constructor(engine: Engine, { passes, slot }: HeldSlot, start?: PassStart, moved?: StateMove) {
    this.engine = engine
    this.passes = passes
    this.slot = slot
    this.size = passes.batch
    this.start = start
    this.moved = moved
  }

  /** Where its tape begins. Throws when its tape was given to a newer pass. */
  private get offset(): number {
    return this.passes.offset(this.slot)
  }

  /** The output, a copy: [size * outputs], sample by sample. */
  output(): Float32Array | Float64Array {
    const { output } = this.engine.network
    return this.read(output, this.size)
  }

  private read(node: Node, copies: number): Float32Array | Float64Array {
    const address = this.passes.plan.address(node) + this.offset
    const { shape } = node
    return copies === 1 ? this.engine.readRows(address, shape) : this.engine.readRows(address, [copies, ...shape])
  }

  /** Computes the loss of a pass of one sample, and the gradient at the output, times `weight`. Or says what is wrong. */
  loss(loss: LossHandle, target: ModelTarget, weight: number): number | Fault {
    const fault = this.writeTarget(loss, target, 0) ?? this.writeWeight(loss, weight, 0)
    return fault ?? this.runLoss(loss)
  }

  /** Writes the target of sample `at`. */
  writeTarget({ loss, traced }: LossHandle, target: ModelTarget, at: number): Fault | undefined {
    const node = traced.target
    const address = this.passes.plan.address(node) + this.offset + at * storage(node.shape)
    const { data } = this.engine.machine
    const length = elements(node.shape)
    if (typeof target === 'object') {
      try {
        const fault = numbersFault(target, length)
        if (!fault) this.engine.writeRows(address, node.shape, target, 0)
        return fault
      } catch (error) {
        return unreadable(error)
      }
    }
    const value = typeof target === 'boolean' ? Number(target) : target
    if (loss.target === 'class') {
      if (!Number.isInteger(value) || value < 0 || value >= length) {
        const expected = `a class from 0 to ${length - 1}`
        return new Fault('ERR_TARGET_VALUE', `expected ${expected}, got ${describeValue(target)}`)
      }
      for (let i = 0; i < length; i++) data[address + i] = 0
      data[address + value] = 1
      return undefined
    }
    if (length !== 1) return targetLength(length, 1)
    if (typeof value !== 'number' || !Number.isFinite(value)) return targetValue(0, target)
    data[address] = value
    return undefined
  }

  /** Writes the weight of sample `at`: its gradient is multiplied by it. */
  writeWeight({ traced }: LossHandle, weight: number, at: number): Fault | undefined {
    if (!Number.isFinite(weight) || weight < 0) {
      return new Fault('ERR_WEIGHT', `expected a finite weight >= 0, got ${describeValue(weight)}`)
    }
    this.engine.machine.data[this.passes.plan.address(traced.weight) + this.offset + at * 4] = weight
    return undefined
  }

  /** Runs a loss whose targets and weights are written; the sum over the samples, or the fault. */
  runLoss(loss: LossHandle): number | Fault {
    loss.checkOwner(this.engine)
    const { offset } = this
    const { plan } = this.passes
    const status = this.engine.run(plan.losses[loss.position]!, offset)
    if (status !== 0)
      return new Fault(
        'ERR_LOSS_NOT_FINITE',
        'the loss is not a finite number: the prediction or the target is too large',
      )
    const address = plan.address(loss.traced.value) + offset
    let sum = 0
    for (let at = 0; at < this.size; at++) sum += this.engine.machine.data[address + at * 4] ?? 0
    return sum
  }

  /** Sets the gradient at the output directly, as a model further on gives it. */
  setCotangent(values: ArrayLike<number>): void {
    const { cotangent } = this.engine.network
    const address = this.passes.plan.address(cotangent) + this.offset
    for (let at = 0; at < this.size; at++) {
      this.engine.writeRows(
        address + at * storage(cotangent.shape),
        cotangent.shape,
        values,
        at * elements(cotangent.shape),
      )
    }
  }

  /** From the gradient at the output to the gradients of all parameters (kept as factors where they are outer products). */
  backward(): void {
    this.engine.run(this.passes.plan.backward, this.offset)
  }

  /** The gradient with respect to the input, a copy [size * inputs]; after `backward`, before `update`. */
  inputGradient(): Float32Array | Float64Array {
    this.engine.run(this.passes.plan.inputBackward, this.offset)
    const { inputs, inputGradients } = this.engine.network
    const parts = inputs.map((input, index) => {
      const gradient = inputGradients[index]
      return gradient ? this.read(gradient, this.size) : new Float32Array(elements(input.shape) * this.size)
    })
    const [first] = parts
    if (parts.length === 1 && first) return first
    const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
    let from = 0
    for (const part of parts) {
      all.set(part, from)
      from += part.length
    }
    return this.engine.machine.data instanceof Float32Array ? new Float32Array(all) : all
  }

  /** Every gradient, flat, in the layout of the parameters; a copy. After `backward`, before `update`. */
  gradients(): Float32Array | Float64Array {
    return this.engine.gradients(this.passes.plan, this.offset)
  }

  /** The norm of each parameter's gradient, in the order of the layout. */
  gradientNorms(): number[] {
    const squared = this.engine.squaredNorms(this.passes.plan, this.offset)
    return Array.from(squared, Math.sqrt)
  }

  /** One step of the attached optimizer, and the end of this pass: its tape is free again. */
  update(optimizer: RulesHandle): Fault | undefined {
    const fault = this.engine.step(optimizer, this.passes, this.offset)
    if (fault) this.withdraw()
    else this.release()
    return fault
  }

  /** What would keep `update` from its step; undefined if nothing. After `backward`. */
  faultAhead(optimizer: RulesHandle): Fault | undefined {
    return this.engine.faultAhead(optimizer, this.passes, this.offset)
  }

  /** Why it can't go on, where its tape was given to a newer pass. */
  lost(): Fault | undefined {
    return this.passes.lost(this.slot)
  }

  /** Gives the tape back without a step. The states stay where this sample moved them: the model has seen it. */
  release(): void {
    if (this.moved && this.passes.holds(this.slot)) this.moved.states.settle(this.moved.key)
    this.passes.release(this.slot)
  }

  /** Sets the sample aside: gives the tape back, and moves the states back where no later sample went on from them. */
  withdraw(): void {
    if (this.moved && this.passes.holds(this.slot)) {
      const { states, key, move } = this.moved
      const address = this.passes.plan.states.before + this.offset
      states.withdraw(this.engine.machine.data, address, key, move)
    }
    this.passes.release(this.slot)
  }
}

const targetLength = (wanted: number, came: number): Fault =>
  new Fault('ERR_TARGET_LENGTH', `expected a target of ${wanted} numbers, got ${came}`)

const targetValue = (index: number, came: unknown): Fault =>
  new Fault('ERR_TARGET_VALUE', `expected a finite number at ${index}, got ${describeValue(came)}`, index)

/** What is wrong with a target of several numbers, if anything. */
function numbersFault(target: unknown, length: number): Fault | undefined {
  if (!Array.isArray(target) && !(ArrayBuffer.isView(target) && 'length' in target))
    return new Fault('ERR_TARGET_VALUE', `expected a number, or an array of numbers, got ${describeValue(target)}`)
  const numbers = target as ArrayLike<number>
  if (numbers.length !== length) return targetLength(length, numbers.length)
  for (let i = 0; i < length; i++) if (!Number.isFinite(numbers[i])) return targetValue(i, numbers[i])
  return undefined
}
