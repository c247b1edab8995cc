import { EddyError } from '../error.js'
import { cos } from '../kernels/float64Math.js'

export interface SeriesWindowOptions {
  /** Steps that will be forecast: the values one season before each of them are features. */
  readonly horizon: number
  /** Earlier values that are features. */
  readonly lags: number
  /** Periods, in steps. */
  readonly seasons: readonly number[]
}

/** What a window holds, as plain data; copies. */
export interface SeriesWindowState {
  readonly steps: number
  /** The oldest first. */
  readonly values: Float64Array
}

const TAU = 2 * Math.PI
/** Sine and cosine of the season, and of half of it. */
const WAVES = [
  (phase: number) => cos(TAU * (phase - 0.25)),
  (phase: number) => cos(TAU * phase),
  (phase: number) => cos(TAU * (2 * phase - 0.25)),
  (phase: number) => cos(TAU * 2 * phase),
]

/**
 * The last values of a series, and what they say about the next, as numbers relative to the value now: lags, the values a
 * season before now and before each step to come, and where in the season it is. As many values are kept as are needed.
 */
export class SeriesWindow {
  /** Numbers that `featuresInto` writes. */
  readonly width: number
  private readonly options: SeriesWindowOptions
  private readonly ring: Float64Array
  private steps_ = 0
  private kept = 0

  /** `horizon` and `lags` are whole numbers of at least 1, a season is at least 2 steps: `forecasterTable` checks them. */
  constructor(options: SeriesWindowOptions) {
    const { horizon, lags, seasons } = options
    this.options = options
    this.ring = new Float64Array(Math.max(lags, ...seasons.map(Math.round)) + 1)
    this.width = lags + seasons.length * (horizon + 1 + WAVES.length)
  }

  /** Steps of time that passed. */
  get steps(): number {
    return this.steps_
  }

  /** How many values it holds at most. */
  get span(): number {
    return this.ring.length
  }

  get empty(): boolean {
    return this.kept === 0
  }

  /** Whether there is history enough for all features. */
  get full(): boolean {
    return this.kept === this.ring.length
  }

  push(value: number): void {
    this.ring[this.steps_ % this.ring.length] = value
    this.steps_ += 1
    this.kept = Math.min(this.kept + 1, this.ring.length)
  }

  /** Time passes without values, and what was known is forgotten; the place in the season stays right. */
  restart(steps: number): void {
    this.steps_ += steps
    this.kept = 0
  }

  /** The value `lag` steps ago, 0 the last; the oldest that is kept where it is older. 0 where there is none. */
  ago(lag: number): number {
    if (this.kept === 0) return 0
    return this.ring[(this.steps_ - 1 - Math.min(lag, this.kept - 1)) % this.ring.length] ?? 0
  }

  /** The latest known value at the same place of the season as `ahead` steps from now. */
  seasonBefore(season: number, ahead: number): number {
    const period = Math.round(season)
    return this.ago(period * Math.max(1, Math.ceil(ahead / period)) - ahead)
  }

  /** Writes [width] numbers: differences from the value now divided by `scale` and cut off at +-`limit`; and the waves. */
  featuresInto(into: Float64Array, scale: number, limit: number): void {
    const { horizon, lags, seasons } = this.options
    const now = this.ago(0)
    const relative = (value: number): number => Math.max(-limit, Math.min(limit, (value - now) / scale))
    let at = 0
    for (let lag = 1; lag <= lags; lag++) into[at++] = relative(this.ago(lag))
    for (const season of seasons) {
      for (let ahead = 0; ahead <= horizon; ahead++) into[at++] = relative(this.seasonBefore(season, ahead))
      const phase = this.steps_ / season - Math.floor(this.steps_ / season)
      for (const wave of WAVES) into[at++] = wave(phase)
    }
  }

  state(): SeriesWindowState {
    const { steps_: steps, kept } = this
    return { steps, values: Float64Array.from({ length: kept }, (_, i) => this.ago(kept - 1 - i)) }
  }

  /** @throws {EddyError} ERR_STATE, changing nothing, if it holds more than this window */
  restore({ steps, values }: SeriesWindowState): void {
    if (values.length > Math.min(steps, this.ring.length))
      throw new EddyError('ERR_STATE', `forecast: expected at most ${this.ring.length} values, got ${values.length}`)
    this.steps_ = steps - values.length
    this.kept = 0
    for (const value of values) this.push(value)
  }
}
