import { ColumnScales } from './scales/columnScales.js'
import { OUTLIER } from './scales/moments.js'

/** How far beyond the targets seen a prediction may go, as a share of their range. */
const MARGIN = 0.1
/** Standard deviations within which most targets of a scale are, where their range isn't known. */
const MOST = 3
/** Numbers of the ranges in `learning`. */
const RANGES = 4

/** The scale that targets and predictions are measured by. */
interface Scale {
  /** Targets it is worth; 0: nothing is known. */
  count: number
  mean: number
  /** Sum of squared deviations: as it stands in the state, so that who restores it predicts the same bits. */
  squares: number
  /** The range of the targets. */
  least: number
  largest: number
}

const unknown = (): Scale => ({ count: 0, mean: 0, squares: 0, least: 0, largest: 0 })

const deviation = ({ count, squares }: Scale): number => (squares > 0 ? Math.sqrt(squares / count) : 1)

/**
 * A regression's targets to mean 0 and standard deviation 1, and predictions back. Running mean and variance without
 * forgetting; predictions are kept near the targets seen.
 *
 * A burst of up to 40 impossible targets leaves mean, variance and range as they were, and a change of scale is accepted
 * within 50 targets: `ColumnScales` says how. While a new scale is doubted, targets and predictions are measured by the old one.
 */
export class TargetScaler {
  private readonly scales = new ColumnScales(1, { slowest: 0, narrows: false })
  private readonly now = unknown()
  private readonly before = unknown()
  private readonly range = { least: 0, largest: 0 }
  private readonly oldRange = { least: 0, largest: 0 }

  /** Whether a target was seen. */
  get isKnown(): boolean {
    return this.now.count > 0
  }

  /**
   * Whether the last target is doubted, and is not the only one: it belongs to a burst of impossible targets, or to a new
   * scale that isn't accepted yet. No weight should move by it.
   */
  inDoubt = false

  /** Takes a target into the statistics. */
  learn(target: number): void {
    copyScale(this.now, this.before)
    this.scales.next()
    const verdict = this.scales.learn(0, target)
    const isDoubted = verdict === 'doubted' || verdict === 'trial'
    this.inDoubt = isDoubted && (this.scales.changes.inDoubt(0) || this.scales.changes.outliers(0) > 1)
    if (verdict === 'trial') copyRange(this.range, this.oldRange)
    else if (verdict === 'back') copyRange(this.oldRange, this.range)
    else if (verdict === 'accepted' || verdict === 'narrowed') this.guessRange()
    if (this.before.count === 0) this.range.least = this.range.largest = target
    else if (verdict !== 'doubted' || this.scales.changes.inDoubt(0)) {
      this.range.least = Math.min(this.range.least, target)
      this.range.largest = Math.max(this.range.largest, target)
    }
    this.measure()
  }

  private guessRange(): void {
    const { inUse } = this.scales
    const most = MOST * Math.sqrt(inUse.variance(0))
    this.range.least = inUse.mean(0) - most
    this.range.largest = inUse.mean(0) + most
  }

  /** What targets are measured by from here on. */
  private measure(): void {
    const { now, scales } = this
    const old = scales.changes.inDoubt(0) || scales.changes.looksBack(0)
    now.count = scales.inUse.count(0)
    now.mean = old ? scales.changes.oldMean(0) : scales.inUse.mean(0)
    now.squares = now.count * (old ? scales.changes.oldVariance(0) : scales.inUse.variance(0))
    copyRange(old ? this.oldRange : this.range, now)
  }

  /** Standard deviations from the mean, within +-10. */
  scale(target: number): number {
    return Math.max(-OUTLIER, Math.min(OUTLIER, (target - this.now.mean) / deviation(this.now)))
  }

  /** A prediction in the target's units; 0 before the first target. */
  readonly unscale = (output: number): number => inUnits(this.now, output)

  /** The same, by what was known before the last target. */
  readonly unscaleAsBefore = (output: number): number => inUnits(this.before, output)

  /** Targets it is worth, mean, sum of squared deviations, outliers that are watched, the least and the largest target. */
  state(): Float64Array {
    const { count, mean, squares, least, largest } = this.now
    return Float64Array.of(count, mean, squares, this.scales.changes.outliers(0), least, largest)
  }

  /** What else decides how it goes on learning. */
  learning(): Float64Array {
    const { scales, range, oldRange } = this
    return Float64Array.of(range.least, range.largest, oldRange.least, oldRange.largest, ...scales.learning())
  }

  restore(state: ArrayLike<number>, learning?: Float64Array): void {
    const [count = 0, mean = 0, squares = 0, , least = 0, largest = 0] = Array.from(state)
    Object.assign(this.now, { count, mean, squares, least, largest })
    Object.assign(this.range, { least, largest })
    if (!learning) {
      this.scales.begin(Float64Array.of(count, mean, count > 0 ? squares / count : 0))
      return
    }
    this.scales.restore(learning.subarray(RANGES))
    const [inUse, inUseLargest, old, oldLargest] = learning
    Object.assign(this.range, { least: inUse, largest: inUseLargest })
    Object.assign(this.oldRange, { least: old, largest: oldLargest })
  }
}

function copyRange(from: Pick<Scale, 'least' | 'largest'>, to: Pick<Scale, 'least' | 'largest'>): void {
  to.least = from.least
  to.largest = from.largest
}

function copyScale(from: Scale, to: Scale): void {
  to.count = from.count
  to.mean = from.mean
  to.squares = from.squares
  copyRange(from, to)
}

function inUnits(scale: Scale, output: number): number {
  const { count, mean, squares, least, largest } = scale
  if (count === 0) return 0
  const value = squares > 0 ? mean + deviation(scale) * output : mean
  const margin = MARGIN * (largest - least)
  return Math.max(least - margin, Math.min(largest + margin, value))
}
