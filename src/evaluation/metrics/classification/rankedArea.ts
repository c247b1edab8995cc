/** The area under the ROC curve, from groups of equal scores, added from the lowest score to the highest. */
export class RankedArea {
  private sum = 0
  private below = 0
  private positives = 0

  /** The weights of the positives and of the negatives that have this score. */
  add(positives: number, negatives: number): void {
    this.sum += positives * (this.below + negatives / 2)
    this.below += negatives
    this.positives += positives
  }

  /** 0.5 while there are only positives, or only negatives; NaN while there are none. */
  get value(): number {
    const pairs = this.positives * this.below
    return this.positives + this.below === 0 ? Number.NaN : pairs === 0 ? 0.5 : this.sum / pairs
  }
}
