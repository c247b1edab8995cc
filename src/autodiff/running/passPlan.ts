import { EddyError } from '../../error.js'
import type { Plan } from '../planning/plan.js'
import { type Slot, TapePool } from './tapePool.js'

/** Passes of one batch size: the plan in force, and the tape slots they take turns with. It outlives new layouts. */
export class PassPlan {
  /** Samples in one pass. */
  readonly batch: number
  /** Its place among the plans of a layout. */
  readonly position: number
  /** Made anew with each layout. */
  plan: Plan
  private readonly pool: TapePool

  constructor(position: number, plan: Plan) {
    this.position = position
    this.batch = plan.batch
    this.plan = plan
    this.pool = new TapePool(plan.slots)
  }

  /** Takes a tape slot: a free one, or else the one that has been out longest, whose pass is then lost. */
  acquire(): Slot {
    return this.pool.acquire()
  }

  holds(slot: Slot): boolean {
    return this.pool.holds(slot)
  }

  release(slot: Slot): void {
    this.pool.release(slot)
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
      `this pass is over: it was updated already, or ${this.plan.slots} newer passes took all tapes. Build the model with more tapes (createModel({ tapes })) if more samples are under way between forward and update`,
    )
  }
}
