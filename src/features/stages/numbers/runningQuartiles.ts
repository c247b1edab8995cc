/** Values whose quartiles are exact; after them the estimates move. */
const EXACT = 10
/** The largest share of the interquartile range by which an estimate moves at once, later. */
const SLOWEST = 0.01
/** Numbers of the state: the three estimates, the count, one that isn't used any more, the first values. */
export const QUARTILES: number = 5 + EXACT

/**
 * The quartiles of one feature, online: exact for ten values, then by stochastic approximation: each estimate moves up or
 * down by a step that knows which side the value is on, not how far. So no outlier moves them by more than a hundredth of
 * their range, and they follow a slow drift.
 * Source: Robbins and Monro 1951; Tierney 1983, "A space-efficient recursive procedure for estimating a quantile".
 */
export class RunningQuartiles {
  lower: number = Number.NaN
  median: number = Number.NaN
  upper: number = Number.NaN
  private count = 0
  /** The first values, sorted. */
  private readonly first: number[] = []

  get range(): number {
    return this.upper - this.lower
  }

  learn(value: number): void {
    this.count += 1
    if (this.count <= EXACT) this.learnExactly(value)
    else this.move(value)
  }

  /** Nothing is known: the next value is the first. */
  begin(): void {
    this.count = 0
    this.first.length = 0
  }

  /** What others know. */
  take(others: RunningQuartiles | undefined): void {
    if (others) this.restore(others.state())
  }

  private learnExactly(value: number): void {
    const { first } = this
    const larger = first.findIndex((other) => other > value)
    first.splice(larger < 0 ? first.length : larger, 0, value)
    this.lower = quantile(first, 0.25)
    this.median = quantile(first, 0.5)
    this.upper = quantile(first, 0.75)
  }

  private move(value: number): void {
    const step = Math.max(2 / this.count, SLOWEST) * this.range
    this.median = moved(this.median, value, { up: 0.5 * step, down: 0.5 * step })
    this.lower = Math.min(moved(this.lower, value, { up: 0.25 * step, down: 0.75 * step }), this.median)
    this.upper = Math.max(moved(this.upper, value, { up: 0.75 * step, down: 0.25 * step }), this.median)
  }

  /** `QUARTILES` numbers. */
  state(): readonly number[] {
    const { lower, median, upper, count, first } = this
    return [lower, median, upper, count, 0, ...Array.from({ length: EXACT }, (_, i) => first[i] ?? Number.NaN)]
  }

  restore([lower = 0, median = 0, upper = 0, count = 0, , ...first]: readonly number[]): void {
    Object.assign(this, { lower, median, upper, count })
    this.first.length = 0
    this.first.push(...first.filter((value) => !Number.isNaN(value)))
  }
}

/** Towards the value and not beyond it: an estimate comes to rest on a value that half of the rows have. */
const moved = (
  estimate: number,
  value: number,
  { up, down }: { readonly up: number; readonly down: number },
): number => (value > estimate ? Math.min(estimate + up, value) : Math.max(estimate - down, value))

/** Of sorted values, interpolated between neighbours (type 7 of Hyndman and Fan 1996). */
function quantile(sorted: readonly number[], p: number): number {
  const at = p * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN]
  return below + (at - Math.floor(at)) * (above - below)
}
