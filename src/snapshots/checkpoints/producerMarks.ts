/** Producers remembered; beyond, the one that was silent longest is forgotten. */
const PRODUCERS_MAX = 100_000

/** The number of the last sample taken of each producer. Memory is bounded, whoever comes. */
export class ProducerMarks {
  private readonly marks = new Map<string, number>()

  /** 0 for one that is not known. */
  of(producer: string): number {
    return this.marks.get(producer) ?? 0
  }

  set(producer: string, seq: number): void {
    this.marks.delete(producer)
    this.marks.set(producer, seq)
    if (this.marks.size <= PRODUCERS_MAX) return
    const [oldest] = this.marks.keys()
    if (oldest !== undefined) this.marks.delete(oldest)
  }

  /** The one that was silent longest first. */
  entries(): readonly (readonly [producer: string, seq: number])[] {
    return [...this.marks]
  }
}
