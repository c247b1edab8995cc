import { describeValue } from '../../describeValue.js'
import { Fault } from '../../rejection.js'

/**
 * Tells by their times how many steps lie between readings: each is of the step nearest to it, `everyMs` apart from the
 * first on, so that time is never lost. Readings come a little early or late: a later one that falls on the step of the
 * last is of the next.
 *
 * A time may be wrong, and mustn't decide about those after it. One more than `span` steps ahead is believed when the
 * next is later still: it is set aside itself, and no more is lost than a reading after a gap that ends the history
 * anyway. And where more than `span` readings in a row are too late, but follow one another, the clock was set back, or
 * the one before them was wrong: the grid begins anew.
 */
export class ReadingClock {
  private readonly everyMs: number
  private readonly span: number
  /** Of step 0, in ms; NaN before the first reading. */
  private origin = Number.NaN
  /** Of the last reading. */
  private step = 0
  private last = Number.NaN
  /** The time of the reading before, where that was set aside, and how many in a row were, each within `span` of the next. */
  private stray = Number.NaN
  private strays = 0

  constructor(everyMs: number, span: number) {
    this.everyMs = everyMs
    this.span = span
  }

  /** Steps since the last reading, 1 or more, of one at this time in ms; or why it is set aside. */
  next(at: number): number | Fault {
    if (!Number.isFinite(at))
      return new Fault('ERR_INPUT_VALUE', `expected the time of a reading in ms, got ${describeValue(at)}`)
    if (Number.isNaN(this.origin)) return this.begin(at, 1)
    const place = Math.round((at - this.origin) / this.everyMs)
    const steps = place === this.step && at > this.last ? 1 : place - this.step
    const confirmed = this.stray > this.last && at > this.stray
    if (steps < 1 || (steps > this.span && !confirmed)) return this.setAside(at, steps)
    this.keep(at, this.step + steps)
    return steps
  }

  private setAside(at: number, steps: number): number | Fault {
    const follows = at > this.stray && at - this.stray <= this.span * this.everyMs
    this.strays = follows ? this.strays + 1 : 1
    this.stray = at
    // By the clock no time has passed; by the readings themselves, a step for each.
    if (this.strays > this.span) return this.begin(at, this.strays)
    const expected =
      steps < 1
        ? `after the last one, got one ${-steps} steps before it`
        : `at most ${this.span} steps after the last one, got one ${steps} steps after it, which the next must confirm`
    return new Fault('ERR_INPUT_VALUE', `expected a reading ${expected}`)
  }

  private begin(at: number, steps: number): number {
    this.origin = at
    this.keep(at, 0)
    return steps
  }

  private keep(at: number, step: number): void {
    this.step = step
    this.last = at
    this.stray = Number.NaN
    this.strays = 0
  }
}
