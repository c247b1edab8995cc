/** A tape slot that was handed out. It is valid as long as the pool counts the same generation for it. */
export interface Slot {
  readonly index: number
  readonly generation: number
}

/** The tape slots of one plan: handed out, given back, and taken again from the oldest pass when all are out. */
export class TapePool {
  private readonly free: number[]
  /** Per slot: how often it was handed out or given back, and when it was handed out last. */
  private readonly generations: number[]
  private readonly since: number[]
  private clock = 0

  constructor(slots: number) {
    this.free = Array.from({ length: slots }, (_, index) => slots - 1 - index)
    this.generations = new Array<number>(slots).fill(0)
    this.since = new Array<number>(slots).fill(0)
  }

  acquire(): Slot {
    const index = this.free.pop() ?? this.oldest()
    this.clock += 1
    this.since[index] = this.clock
    const generation = (this.generations[index] ?? 0) + 1
    this.generations[index] = generation
    return { index, generation }
  }

  private oldest(): number {
    let index = 0
    for (let slot = 1; slot < this.since.length; slot++) {
      if ((this.since[slot] ?? 0) < (this.since[index] ?? 0)) index = slot
    }
    return index
  }

  /** A slot that isn't held any more is left as it is. */
  release({ index, generation }: Slot): void {
    if (this.generations[index] !== generation) return
    this.generations[index] = generation + 1
    this.free.push(index)
  }

  holds({ index, generation }: Slot): boolean {
    return this.generations[index] === generation
  }
}
