/** A tape slot that was handed out. It is valid as long as the pool has this very object for its index. */
export interface Slot {
  readonly index: number
  /** When it was asked for, in passes. */
  readonly since: number
}

/** A pass that takes longer than this many times the pool is not waited for. */
const LONGEST = 64
/** What is forgotten of how long passes take with each that comes back, and with each that is given up. */
const FORGETTING = 1 / 32

/**
 * The tape slots of one plan.
 *
 * A pass that a `filter` dropped never gives its slot back, and can't be told from one that waits in a `delay`. So when all
 * slots are out, the pool looks at how long passes were out lately, counted in passes asked for. One that is out for longer is
 * taken to be dropped, and its slot is handed out again. If it comes back after all, the pool has learned how long passes take,
 * and next time refuses the new one instead. Each pass that is given up makes it a little less patient, so that a stream whose
 * passes are all dropped is soon served again. All of this follows from the order of calls: no clock, no garbage collector.
 */
export class TapePool {
  private readonly free: number[] = []
  /** By index: who has the slot. */
  private readonly holders: (Slot | undefined)[] = []
  /** By index: the slots handed out just before and just after it, -1 for none. */
  private readonly older: number[] = []
  private readonly newer: number[] = []
  private oldest = -1
  private latest = -1
  private asked = 0
  /** How long passes were out lately. */
  private patience = 0

  constructor(slots: number) {
    this.grow(slots)
  }

  get size(): number {
    return this.holders.length
  }

  /** Adds slots, up to `slots` of them. */
  grow(slots: number): void {
    for (let index = slots - 1; index >= this.size; index--) this.free.push(index)
    while (this.size < slots) {
      this.holders.push(undefined)
      this.older.push(-1)
      this.newer.push(-1)
    }
  }

  /** A free slot; undefined if all are out. */
  acquire(): Slot | undefined {
    const index = this.free.pop()
    if (index === undefined) return undefined
    this.asked += 1
    return this.handOut(index)
  }

  /** For a pass that found no free slot: the slot of one that is taken to be dropped; undefined if there is none. */
  takeOver(): Slot | undefined {
    this.asked += 1
    const index = this.oldest
    const held = this.holders[index]
    if (!held || this.asked - held.since <= this.patience) return undefined
    this.patience *= 1 - FORGETTING
    this.unlink(index)
    return this.handOut(index)
  }

  private handOut(index: number): Slot {
    const slot = { index, since: this.asked }
    this.holders[index] = slot
    this.older[index] = this.latest
    this.newer[index] = -1
    if (this.latest >= 0) this.newer[this.latest] = index
    else this.oldest = index
    this.latest = index
    return slot
  }

  private unlink(index: number): void {
    const before = this.older[index]!
    const after = this.newer[index]!
    if (before >= 0) this.newer[before] = after
    else this.oldest = after
    if (after >= 0) this.older[after] = before
    else this.latest = before
    this.holders[index] = undefined
  }

  /** Takes a slot back. One that isn't held any more is left as it is. */
  release(slot: Slot): void {
    if (!this.holds(slot)) return
    this.unlink(slot.index)
    this.free.push(slot.index)
    this.cameBack(slot)
  }

  /** Notes that a pass came back: for one that lost its slot meanwhile. */
  cameBack({ since }: Slot): void {
    const took = Math.min(this.asked - since, LONGEST * this.size)
    this.patience = Math.max(took, this.patience * (1 - FORGETTING))
  }

  holds(slot: Slot): boolean {
    return this.holders[slot.index] === slot
  }
}
