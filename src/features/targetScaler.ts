/** Standard deviations at which a target counts as an outlier, and at which a scaled one ends. */
const OUTLIER = 10
/** Outliers in a row after which they are believed. */
const RUN = 5
/** How far beyond the targets seen a prediction may go, as a share of their range. */
const MARGIN = 0.1

/**
 * A regression's targets to mean 0 and standard deviation 1, and predictions back: running mean and variance without
 * forgetting (Welford 1962), single outliers winsorised; predictions are kept near the targets seen.
 */
export class TargetScaler {
  private now: Statistics = unknown
  private before: Statistics = unknown

  /** Whether a target was seen. */
  get isKnown(): boolean {
    return this.now.count > 0
  }

  /** Takes a target into the statistics. */
  learn(target: number): void {
    this.before = this.now
    this.now = after(this.now, target)
  }

  /** Standard deviations from the mean, within +-10. */
  scale(target: number): number {
    return Math.max(-OUTLIER, Math.min(OUTLIER, (target - this.now.mean) / deviation(this.now)))
  }

  /** A prediction in the target's units; 0 before the first target. */
  readonly unscale = (output: number): number => inUnits(this.now, output)

  /** The same, by what was known before the last target. */
  readonly unscaleAsBefore = (output: number): number => inUnits(this.before, output)

  state(): Float64Array {
    const { count, mean, squares, outliers, least, largest } = this.now
    return Float64Array.of(count, mean, squares, outliers, least, largest)
  }

  restore(state: ArrayLike<number>): void {
    const [count = 0, mean = 0, squares = 0, outliers = 0, least = 0, largest = 0] = Array.from(state)
    this.now = { count, mean, squares, outliers, least, largest }
  }
}

interface Statistics {
  readonly count: number
  readonly mean: number
  /** Sum of squared deviations. */
  readonly squares: number
  /** In a row. */
  readonly outliers: number
  readonly least: number
  readonly largest: number
}

const unknown: Statistics = { count: 0, mean: 0, squares: 0, outliers: 0, least: 0, largest: 0 }

const deviation = ({ count, squares }: Statistics): number => (squares > 0 ? Math.sqrt(squares / count) : 1)

function after(known: Statistics, target: number): Statistics {
  const { mean, squares } = known
  const limit = OUTLIER * deviation(known)
  const far = known.count >= 3 && squares > 0 && Math.abs(target - mean) > limit
  const outliers = far && known.outliers < RUN ? known.outliers + 1 : 0
  const value = outliers > 0 ? mean + Math.sign(target - mean) * limit : target
  const count = known.count + 1
  const moved = mean + (value - mean) / count
  return {
    count,
    mean: moved,
    squares: squares + (value - mean) * (value - moved),
    outliers,
    least: count === 1 ? value : Math.min(known.least, value),
    largest: count === 1 ? value : Math.max(known.largest, value),
  }
}

function inUnits(known: Statistics, output: number): number {
  const { count, mean, squares, least, largest } = known
  if (count === 0) return 0
  const value = squares > 0 ? mean + deviation(known) * output : mean
  const margin = MARGIN * (largest - least)
  return Math.max(least - margin, Math.min(largest + margin, value))
}
