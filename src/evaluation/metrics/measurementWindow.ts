/** What `addAll` of a summary is given: rows of a weight and measurements, those of one metric from `offset` on. */
export interface Rows {
  readonly numbers: Float64Array
  readonly width: number
  readonly offset: number
}

/** What a window holds of one metric, as plain data, in the order of the ring. */
export interface WindowState {
  readonly next: number
  readonly held: number
  /** Measurements. */
  readonly ring: Float64Array
  /** Left out by version 0.1, where each observation counted once. */
  readonly weights?: Float64Array
}

/** The last rows of measurements, in a ring. A row is the weight of a sample, then what metrics measured of it. */
export class MeasurementWindow {
  readonly width: number
  readonly numbers: Float64Array
  private readonly capacity: number
  private next = 0
  private held = 0

  /**
   * @param capacity a positive whole number
   * @param measurements numbers of a row, besides the weight
   */
  constructor(capacity: number, measurements: number) {
    this.capacity = capacity
    this.width = 1 + measurements
    this.numbers = new Float64Array(capacity * this.width)
  }

  /** Where the next row begins. Its weight is written; it counts once `end` was called. */
  begin(weight: number): number {
    const at = this.next * this.width
    this.numbers[at] = weight
    return at
  }

  end(): void {
    this.next = this.next + 1 === this.capacity ? 0 : this.next + 1
    if (this.held < this.capacity) this.held += 1
  }

  /** Calls `take` with the runs of rows that are held, the oldest first. */
  inOrder(take: (from: number, to: number) => void): void {
    const oldest = this.held < this.capacity ? 0 : this.next
    take(oldest, this.held)
    take(0, oldest)
  }

  /** Of the measurements from `offset` on, `count` of each row. */
  state(offset: number, count: number): WindowState {
    const { next, held, numbers, width } = this
    const ring = new Float64Array(held * count)
    const weights = new Float64Array(held)
    for (let row = 0; row < held; row++) {
      weights[row] = numbers[row * width]!
      for (let i = 0; i < count; i++) ring[row * count + i] = numbers[row * width + offset + i]!
    }
    return { next, held, ring, weights }
  }

  restore({ next, held, ring, weights }: WindowState, offset: number, count: number): void {
    const { numbers, width } = this
    this.next = next
    this.held = held
    for (let row = 0; row < held; row++) {
      numbers[row * width] = weights?.[row] ?? 1
      for (let i = 0; i < count; i++) numbers[row * width + offset + i] = ring[row * count + i]!
    }
  }
}
