import { EddyError } from '../../error.js'
import { Fault } from '../../rejection.js'
import type { Plan } from '../planning/plan.js'
import { type Slot, TapePool } from './tapePool.js'

/** How the tapes of a plan grow. */
export interface TapeGrowth {
  /** The most tapes it may have. */
  readonly most: number
  /** Lays the memory out with so many tapes. Returns whether there is room. */
  readonly grow: (tapes: number) => boolean
}

/** Passes of one batch size: the plan in force, and the tape slots they take turns with. It outlives new layouts. */
export class PassPlan {
  /** Samples in one pass. */
  readonly batch: number
  /** Its place among the plans of a layout. */
  readonly position: number
  /** Made anew with each layout. */
  plan: Plan
  private readonly pool: TapePool
  private readonly growth: TapeGrowth
  private most: number

  constructor(position: number, plan: Plan, growth: TapeGrowth) {
    this.position = position
    this.batch = plan.batch
    this.plan = plan
    this.growth = growth
    this.most = growth.most
    this.pool = new TapePool(plan.slots)
  }

  /**
   * Takes a tape slot for a pass. While all are out, the tapes double, up to the most; then a pass that is taken to be dropped
   * loses its slot to this one, or this one is refused.
   */
  acquire(): Slot | Fault {
    return this.pool.acquire() ?? this.acquireMore()
  }

  private acquireMore(): Slot | Fault {
    const { pool } = this
    const wanted = Math.min(this.most, 2 * pool.size)
    if (wanted > pool.size && this.growth.grow(wanted)) pool.grow(wanted)
    else this.most = pool.size
    return pool.acquire() ?? pool.takeOver() ?? new Fault('ERR_IN_FLIGHT', `${pool.size} passes ${allOut}`)
  }

  holds(slot: Slot): boolean {
    return this.pool.holds(slot)
  }

  release(slot: Slot): void {
    this.pool.release(slot)
  }

  /** What keeps a pass that came back from going on: its slot was given to another one. */
  lost(slot: Slot): Fault | undefined {
    if (this.pool.holds(slot)) return undefined
    this.pool.cameBack(slot)
    return new Fault('ERR_IN_FLIGHT', `${this.pool.size} newer passes ${allOut}`)
  }

  /**
   * Where the tape of a slot begins, counted from the first slot's.
   *
   * @throws {EddyError} ERR_TAPE_OVERWRITTEN if the slot was given back, or to another pass
   */
  offset(slot: Slot): number {
    if (this.pool.holds(slot)) return slot.index * this.plan.slotLength
    throw new EddyError(
      'ERR_TAPE_OVERWRITTEN',
      `this pass is over: it was updated already, or newer passes took all ${this.pool.size} tapes. Build the model with more (createModel({ maxTapes })) if more samples are under way between forward and update`,
    )
  }
}

const allOut =
  'are under way between forward and update, and there are no more tapes: the sample was not learned. Let fewer wait, or build the model with more (createModel({ maxTapes }))'
