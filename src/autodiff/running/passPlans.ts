import { EddyError } from '../../error.js'
import type { Layout } from '../planning/layout.js'
import type { Plan } from '../planning/plan.js'
import { PassPlan } from './passPlan.js'

const TAPES_OF_BATCHES = 2
const MOST_TAPES = 1024
const MOST_TAPE_BYTES = 2 ** 26

export interface TapeOptions {
  /** Passes of one sample that may be under way before there are more tapes. */
  readonly tapes: number
  /** The most tapes of a plan; default as many as fit in 64 MiB, up to 1024. */
  readonly maxTapes?: number | undefined
}

/** What plans are part of. */
export interface LaidOut {
  readonly layout: Layout
  readonly machine: { readonly data: Float32Array | Float64Array }
  /** Lays the memory out anew, with the batch sizes of now. */
  relocate(): void
}

/** The plans of an engine: one for each batch size, made when it first comes. */
export class PassPlans {
  /** Batch sizes with their tapes, by position. */
  readonly sizes: { readonly batch: number; slots: number }[]
  private readonly plans: PassPlan[] = []
  private readonly owner: LaidOut
  private readonly options: TapeOptions

  constructor(owner: LaidOut, options: TapeOptions) {
    this.owner = owner
    this.options = options
    this.sizes = [{ batch: 1, slots: options.tapes }]
  }

  /** The plan for passes of `batch` samples, made on first use. */
  of(batch: number): PassPlan {
    const known = this.plans.find((passes) => passes.batch === batch)
    if (known) return known
    const position = this.plans.length
    if (position === this.sizes.length) {
      const slots = Math.min(TAPES_OF_BATCHES, this.options.maxTapes ?? TAPES_OF_BATCHES)
      this.sizes.push({ batch, slots })
      try {
        this.owner.relocate()
      } catch (error) {
        this.sizes.pop()
        throw error
      }
    }
    const plan = this.planAt(position)
    const grow = (tapes: number): boolean => this.grow(position, tapes)
    const passes = new PassPlan(position, plan, { most: this.options.maxTapes ?? this.mostOf(plan), grow })
    this.plans.push(passes)
    return passes
  }

  /** After a new layout. */
  relocated(): void {
    for (const passes of this.plans) passes.plan = this.planAt(passes.position)
  }

  private planAt(position: number): Plan {
    const { plans } = this.owner.layout
    const plan = plans[position]
    if (!plan) throw new EddyError('ERR_PLAN', `no plan ${position}: there are ${plans.length}`)
    return plan
  }

  private mostOf({ slots, slotLength }: Plan): number {
    const fitting = Math.floor(MOST_TAPE_BYTES / (slotLength * this.owner.machine.data.BYTES_PER_ELEMENT))
    return Math.max(slots, Math.min(MOST_TAPES, fitting))
  }

  private grow(position: number, slots: number): boolean {
    const size = this.sizes[position]
    if (!size) return false
    const before = size.slots
    size.slots = slots
    try {
      this.owner.relocate()
      return true
    } catch (error) {
      // There is no room for so much memory.
      if (!(error instanceof RangeError)) throw error
      size.slots = before
      return false
    }
  }
}
