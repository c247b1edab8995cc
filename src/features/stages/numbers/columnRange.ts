import type { ColumnScales, Verdict } from '../../scales/columnScales.js'

/** Standard deviations from the mean of even values to their least and their largest; others widen the range. */
const MOST = 1.75

interface Range {
  least: number
  largest: number
}

/** Numbers of `learning`. */
export const COLUMN_RANGE = 3

/** The least and the largest value of a column's scale, by what `ColumnScales` says of each value. */
export class ColumnRange {
  /** NaN where there was no value. */
  readonly inUse: Range = { least: Number.NaN, largest: Number.NaN }
  /** Of a new scale while that is doubted; once it is accepted, of the old one. */
  private readonly other: Range = { least: Number.NaN, largest: Number.NaN }
  private otherIsOld = false

  /** Takes in a value of `column`, of which `scales` said this. */
  learn(value: number, verdict: Verdict, scales: ColumnScales, column: number): void {
    if (verdict === 'trial') this.tryNew(value)
    else if (verdict === 'doubted') {
      if (scales.changes.inDoubt(column)) widen(this.other, value)
    } else {
      if (verdict === 'accepted' || (verdict === 'back' && this.otherIsOld)) this.exchange(verdict === 'accepted')
      else if (verdict === 'narrowed' || verdict === 'widened') this.guess(verdict, scales, column)
      widen(this.inUse, value)
    }
  }

  private tryNew(value: number): void {
    Object.assign(this.other, { least: value, largest: value })
    this.otherIsOld = false
  }

  private exchange(otherIsOld: boolean): void {
    const { least, largest } = this.inUse
    Object.assign(this.inUse, this.other)
    Object.assign(this.other, { least, largest })
    this.otherIsOld = otherIsOld
  }

  private guess(verdict: Verdict, { inUse }: ColumnScales, column: number): void {
    const most = MOST * Math.sqrt(inUse.variance(column))
    const [least, largest] = [inUse.mean(column) - most, inUse.mean(column) + most]
    if (verdict === 'narrowed') Object.assign(this.inUse, { least, largest })
    widen(this.inUse, least)
    widen(this.inUse, largest)
  }

  /** What decides how it goes on, besides the range in use. */
  learning(): readonly number[] {
    return [this.other.least, this.other.largest, Number(this.otherIsOld)]
  }

  restore([least = Number.NaN, largest = Number.NaN, otherIsOld = 0]: ArrayLike<number> & Iterable<number>): void {
    Object.assign(this.other, { least, largest })
    this.otherIsOld = otherIsOld === 1
  }
}

function widen(range: Range, value: number): void {
  if (!(value >= range.least)) range.least = value
  if (!(value <= range.largest)) range.largest = value
}
