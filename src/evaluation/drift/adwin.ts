import { described } from '../../described.js'
import { log } from '../../kernels/float64Math.js'
import { checkOptions, count, share, type TableOf } from '../../options.js'
import type { Detector, DetectorState, DriftLevel } from './detector.js'

export interface AdwinOptions {
  /** Confidence: the smaller, the fewer false drifts; default 0.002. */
  readonly delta?: number
  /** Values from look to look; default 32. */
  readonly clock?: number
  /** Values that either side of a cut has at least, and the window; default 5 and 10. */
  readonly minSubWindow?: number
  readonly minWindow?: number
}

const table: TableOf<AdwinOptions> = { delta: share, clock: count, minSubWindow: count, minWindow: count }

/** Buckets of one size. */
const BUCKETS = 5
/** Sizes of buckets, each twice the one before: more values than any stream has. */
const SIZES = 48

/**
 * The mean of the last values differs from that of those before, wherever the window is cut: then the old ones are
 * dropped. The window grows and shrinks by itself; it is kept as an exponential histogram of O(log n) buckets.
 * Source: Bifet & Gavaldà 2007, "Learning from time-changing data with adaptive windowing".
 */
export function adwin(options: AdwinOptions = {}): Detector {
  checkOptions('adwin', options, table)
  const { delta = 0.002, clock = 32, minSubWindow = 5, minWindow = 10 } = options
  const settings = { delta, clock, minSubWindow, minWindow }
  return { name: 'adwin', settings, input: 'any', create: described(() => new AdwinState(settings), 'adwin', settings) }
}

/** Rows of buckets, oldest first within a row; row r has buckets of 2^r values. */
class AdwinState implements DetectorState {
  private readonly options: Required<AdwinOptions>
  /** One more than a row keeps, for the one that makes it overflow. */
  private readonly sums = new Float64Array(SIZES * (BUCKETS + 1))
  private readonly variances = new Float64Array(SIZES * (BUCKETS + 1))
  private readonly counts = new Int32Array(SIZES)
  private rows = 1
  private width = 0
  private total = 0
  /** Sum of squared deviations. */
  private squares = 0
  private seen = 0
  private risen = true

  constructor(options: Required<AdwinOptions>) {
    this.options = options
  }

  update(value: number): DriftLevel {
    if (!Number.isFinite(value)) return 'none'
    this.seen += 1
    this.insert(value)
    const { clock, minWindow } = this.options
    if (this.seen % clock !== 0 || this.width <= minWindow) return 'none'
    let level: DriftLevel = 'none'
    const mean = this.total / this.width
    while (this.differs()) {
      this.drop()
      level = 'drift'
    }
    if (level === 'drift') this.risen = this.total / this.width > mean
    return level
  }

  get rose(): boolean {
    return this.risen
  }

  private insert(value: number): void {
    const before = this.width
    this.width += 1
    if (before > 0) this.squares += (before * (value - this.total / before) ** 2) / this.width
    this.total += value
    this.push(0, value, 0)
    for (let row = 0; row < this.rows && (this.counts[row] as number) > BUCKETS; row++) this.merge(row)
  }

  private push(row: number, sum: number, variance: number): void {
    const at = row * (BUCKETS + 1) + (this.counts[row] as number)
    this.sums[at] = sum
    this.variances[at] = variance
    this.counts[row] = (this.counts[row] as number) + 1
  }

  /** The two oldest buckets of a row become one of the next. */
  private merge(row: number): void {
    const at = row * (BUCKETS + 1)
    const size = 2 ** row
    const [a, b] = [this.sums[at] as number, this.sums[at + 1] as number]
    const variance =
      (this.variances[at] as number) + (this.variances[at + 1] as number) + (size * (a / size - b / size) ** 2) / 2
    if (row + 1 === this.rows) this.rows += 1
    this.push(row + 1, a + b, variance)
    this.shift(row, 2)
  }

  private shift(row: number, by: number): void {
    const [from, to] = [row * (BUCKETS + 1), (row + 1) * (BUCKETS + 1)]
    this.sums.copyWithin(from, from + by, to)
    this.variances.copyWithin(from, from + by, to)
    this.counts[row] = (this.counts[row] as number) - by
  }

  /** Whether some cut of the window has means on its sides that are too far apart. */
  private differs(): boolean {
    const { minSubWindow } = this.options
    const spread = log((2 * log(this.width)) / this.options.delta)
    let [oldCount, oldSum] = [0, 0]
    for (let row = this.rows - 1; row >= 0; row--) {
      const buckets = this.counts[row] as number
      for (let bucket = 0; bucket < buckets; bucket++) {
        oldCount += 2 ** row
        oldSum += this.sums[row * (BUCKETS + 1) + bucket] as number
        const newCount = this.width - oldCount
        if (row === 0 && bucket === buckets - 1) return false
        if (oldCount >= minSubWindow && newCount >= minSubWindow && this.apart(oldCount, oldSum, spread)) return true
      }
    }
    return false
  }

  private apart(oldCount: number, oldSum: number, spread: number): boolean {
    const { minSubWindow } = this.options
    const newCount = this.width - oldCount
    const m = 1 / (oldCount - minSubWindow + 1) + 1 / (newCount - minSubWindow + 1)
    const bound = Math.sqrt(((2 * m * this.squares) / this.width) * spread) + (2 / 3) * spread * m
    return Math.abs(oldSum / oldCount - (this.total - oldSum) / newCount) > bound
  }

  /** Forgets the oldest bucket. */
  private drop(): void {
    const row = this.rows - 1
    const at = row * (BUCKETS + 1)
    const size = 2 ** row
    const sum = this.sums[at] as number
    this.width -= size
    this.total -= sum
    const gap = (sum / size - this.total / this.width) ** 2
    this.squares -= (this.variances[at] as number) + (size * this.width * gap) / (size + this.width)
    this.shift(row, 1)
    while (this.rows > 1 && this.counts[this.rows - 1] === 0) this.rows -= 1
  }

  /** Values in the window, their mean, and their variance. */
  get window(): { readonly width: number; readonly mean: number; readonly variance: number } {
    return { width: this.width, mean: this.total / this.width, variance: this.squares / this.width }
  }

  state(): unknown {
    const { rows, width, total, squares, seen } = this
    const used = rows * (BUCKETS + 1)
    return {
      rows,
      width,
      total,
      squares,
      seen,
      sums: [...this.sums.subarray(0, used)],
      variances: [...this.variances.subarray(0, used)],
      counts: [...this.counts.subarray(0, rows)],
    }
  }

  restore(state: unknown): void {
    const { sums, variances, counts, ...numbers } = state as Readonly<Record<'sums' | 'variances' | 'counts', number[]>>
    Object.assign(this, numbers)
    this.counts.fill(0)
    this.sums.set(sums)
    this.variances.set(variances)
    this.counts.set(counts)
  }
}
