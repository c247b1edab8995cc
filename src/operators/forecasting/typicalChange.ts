import type { SeriesWindow } from '../../features/seriesWindow.js'

/** A change counts as at most this many typical ones: a value out of all bounds must not set them alone. */
const LARGEST = 100
/** Forecasts it looks back on. */
const MEMORY = 1000

/** How large the changes of a series are: the unit in which they are forecast, so that level and unit don't matter. */
export class TypicalChange {
  /** Mean square of the changes that were forecast; 0 before the first. */
  power = 0

  /** Root mean square of the changes that were forecast; before the first outcome, of those in the window. */
  now(window: SeriesWindow): number {
    if (this.power > 0) return Math.sqrt(this.power)
    const value = window.ago(0)
    let square = 0
    for (let lag = 1; lag < window.span; lag++) square += (window.ago(lag) - value) ** 2
    const change = Math.sqrt(square / (window.span - 1))
    return change > 0 && Number.isFinite(change) ? change : 1
  }

  /** Takes in the outcomes of the `count`th forecast: its changes in units of `scale`, NaN where not known. */
  learn(changes: Float64Array, scale: number, count: number): void {
    let square = 0
    let known = 0
    for (const change of changes) {
      if (Number.isNaN(change)) continue
      square += Math.min(LARGEST, Math.abs(change)) ** 2
      known += 1
    }
    if (known === 0) return
    const power = this.power + ((square / known) * scale * scale - this.power) / Math.min(count, MEMORY)
    this.power = Math.min(power, Number.MAX_VALUE)
  }
}
