/** Weight of a new comparison in the moving figures: they look back on about 200 samples. */
const RATE = 0.005
/** Comparisons before a verdict, and after which a challenger that isn't better is given up. */
const LEAST = 100
const MOST = 2000
/** Standard errors that the challenger must be better by. */
const MARGIN = 3

export type Verdict = 'open' | 'promote' | 'give up'

/**
 * Whether a challenger is better than the champion, from their losses on the same samples: the moving mean of the
 * difference against its standard error, a paired test that looks back on the last samples only.
 */
export class Challenge {
  private count = 0
  private mean = 0
  private squares = 0

  /** All it knows, as plain JSON. */
  state(): readonly number[] {
    return [this.count, this.mean, this.squares]
  }

  restore([count = 0, mean = 0, squares = 0]: readonly number[]): void {
    this.count = count
    this.mean = mean
    this.squares = squares
  }

  take(champion: number, challenger: number): Verdict {
    const difference = champion - challenger
    if (!Number.isFinite(difference)) return 'open'
    this.count += 1
    const rate = Math.max(RATE, 1 / this.count)
    const error = difference - this.mean
    this.mean += rate * error
    this.squares = (1 - rate) * (this.squares + rate * error * error)
    if (this.count < LEAST) return 'open'
    // As many independent samples as the moving mean is worth.
    const standardError = Math.sqrt(this.squares * Math.min(1, RATE / (2 - RATE) + 1 / this.count))
    if (this.mean > MARGIN * standardError) return 'promote'
    return this.count >= MOST ? 'give up' : 'open'
  }
}
