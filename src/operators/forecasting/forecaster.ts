import type { Observable } from 'rxjs'
import { EddyError } from '../../error.js'
import { type ForecastScores, ForecastScoreboard, type ForecastScoreState } from '../../evaluation/forecastScores.js'
import { SeriesWindow, type SeriesWindowState } from '../../features/seriesWindow.js'
import type { Model } from '../../layers/model/model.js'
import { Fault, type Rejection, Rejections } from '../../layers/model/rejection.js'
import { rejectionsOf } from '../rejectionsOf.js'
import { type Expert, expertAt, ForecastExperts, type ExpertsState, type Opinions } from './forecastExperts.js'

export interface ForecasterOptions {
  /** Steps ahead: a forecast is made for each of them, from 1 on. */
  readonly horizon: number
  /** Earlier values it looks at. */
  readonly lags: number
  /** The period of what repeats, in steps; or several, the first of which is the seasonal baseline. Default: none. */
  readonly season?: number | readonly number[]
  readonly seed?: number
}

/** What is known after a value. */
export interface Forecast {
  /** Values that came so far, missing ones included. */
  readonly step: number
  readonly value: number
  /** [horizon]; undefined until there is history enough. */
  readonly ahead: Float64Array | undefined
  /** Who spoke for each step ahead. */
  readonly by: readonly Expert[]
  /** Forecasts learned from: those whose last outcome has come. */
  readonly learned: number
  readonly scores: ForecastScores
}

/** A forecast whose outcomes aren't all known yet. */
interface Pending {
  readonly x: Float64Array
  readonly now: number
  readonly scale: number
  readonly opinions: Opinions
  readonly ahead: Float64Array
  /** What came since, NaN where it was missing; [horizon]. */
  readonly outcomes: Float64Array
}

/** All that was learned, as plain data. */
export interface ForecasterState {
  readonly window: SeriesWindowState
  readonly experts: ExpertsState
  readonly scores: ForecastScoreState
  readonly pending: readonly (Pending | undefined)[]
  readonly learned: number
  readonly power: number
}

/** Changes beyond this many typical ones count as so many. */
const LIMIT = 4
/** Forecasts the typical change looks back on. */
const MEMORY = 1000

/** Makes a forecaster for `forecast`. */
export const createForecaster = (options: ForecasterOptions): Forecaster => new Forecaster(options)

/**
 * Forecasts a series several steps ahead, and learns when the outcomes come: each forecast is made by what was known at its
 * time, and judged by that. Works on changes from the value now, in units of a typical change, so that level and unit of
 * the series don't matter. Memory: the window, and the last `horizon` forecasts.
 */
export class Forecaster {
  readonly horizon: number
  /** Values set aside, with their reasons. */
  readonly rejected$: Observable<Rejection>
  readonly rejections: Rejections = new Rejections()
  private readonly seasons: readonly number[]
  private readonly window: SeriesWindow
  private readonly experts: ForecastExperts
  private readonly scoreboard: ForecastScoreboard
  /** One for each of the last `horizon` steps, the oldest first. */
  private pending: (Pending | undefined)[] = []
  private learned = 0
  /** Mean square of the changes that were forecast. */
  private power = 0

  /** @throws {EddyError} ERR_OPTION for counts that aren't positive whole numbers, or a season below 2 steps */
  constructor({ horizon, lags, season = [], seed = 0 }: ForecasterOptions) {
    this.seasons = typeof season === 'number' ? [season] : season
    this.window = new SeriesWindow({ horizon, lags, seasons: this.seasons })
    this.horizon = horizon
    const seasonal = this.seasons.length > 0
    this.experts = new ForecastExperts({ width: this.window.width, horizon, seasonal, seed })
    this.scoreboard = new ForecastScoreboard({ horizon, seasonal })
    this.rejected$ = rejectionsOf(this.rejections)
  }

  /** The network's part, for a look inside. */
  get model(): Model {
    return this.experts.model
  }

  /**
   * Takes the next value: scores what was said about it, learns from the forecast whose last outcome it is, and forecasts.
   * A value that isn't a finite number is set aside, but its time has passed: what was expected stands in for it among
   * the lags, and nothing is scored or learned from it.
   *
   * @param record what is reported where it is set aside
   */
  take(value: number, record: unknown = value): Forecast | undefined {
    const known = typeof value === 'number' && Number.isFinite(value)
    if (!known) {
      const reason = `expected a finite number, got ${String(value)} (${typeof value})`
      this.rejections.report(record, new Fault('ERR_INPUT_VALUE', reason))
    }
    if (!this.window.empty || known) this.advance(known ? value : Number.NaN)
    if (!known) return undefined
    const asked = this.ask()
    this.pending.push(asked)
    return {
      step: this.window.steps,
      value,
      ahead: asked?.ahead.slice(),
      by: Array.from(asked?.opinions.speakers ?? [], expertAt),
      learned: this.learned,
      scores: this.scoreboard.read(),
    }
  }

  /**
   * Values that never came: time passes. After more of them than the window holds, history begins anew.
   *
   * @throws {EddyError} ERR_OPTION unless `count` is a whole number of 0 or more
   */
  miss(count: number): void {
    if (!Number.isInteger(count) || count < 0)
      throw new EddyError('ERR_OPTION', `forecast: \`count\` must be a whole number of 0 or more, got ${count}`)
    if (count > this.window.span) {
      this.pending = []
      this.window.restart(count)
    } else if (!this.window.empty) for (let i = 0; i < count; i++) this.advance(Number.NaN)
  }

  /** What the next steps will be, by what is known now; changes nothing. Undefined until there is history enough. */
  predict(): Float64Array | undefined {
    return this.ask()?.ahead
  }

  /** One step of time; NaN where its value is missing. */
  private advance(value: number): void {
    const known = Number.isFinite(value)
    // The last forecast of it, or the last value: it stands in among the lags.
    const expected = this.pending.at(-1)?.ahead[0] ?? this.window.ago(0)
    if (known) this.outcome(value)
    if (this.pending.length === this.horizon) this.learn(this.pending.shift())
    this.window.push(known ? value : expected)
    if (!known) this.pending.push(undefined)
  }

  /** Scores what was said about this value, 1 to `horizon` steps before. */
  private outcome(value: number): void {
    this.pending.forEach((then, at) => {
      if (!then) return
      const step = this.pending.length - at - 1
      then.outcomes[step] = value
      const { now, scale, opinions, ahead } = then
      const seasonal = now + scale * (opinions.said[this.horizon + step] ?? 0)
      this.scoreboard.update(step + 1, value, { forecast: ahead[step] ?? now, persistence: now, seasonal })
    })
  }

  private learn(then: Pending | undefined): void {
    if (!then) return
    const { x, now, scale, opinions, outcomes } = then
    const changes = outcomes.map((outcome) => clamp((outcome - now) / scale))
    this.experts.learn(x, opinions, changes)
    this.learned += 1
    let square = 0
    let count = 0
    for (const change of changes) {
      if (!Number.isFinite(change)) continue
      square += change * change
      count += 1
    }
    if (count > 0) this.power += ((square / count) * scale * scale - this.power) / Math.min(this.learned, MEMORY)
  }

  private ask(): Pending | undefined {
    const { window, horizon, seasons } = this
    if (!window.full) return undefined
    const scale = this.typicalChange()
    const x = new Float64Array(window.width)
    window.featuresInto(x, scale, LIMIT)
    const now = window.ago(0)
    const [season] = seasons
    const before = Float64Array.from({ length: horizon }, (_, step) =>
      season === undefined ? 0 : clamp((window.seasonBefore(season, step + 1) - now) / scale),
    )
    const opinions = this.experts.ask(x, before)
    const ahead = before.map((_, step) => {
      const speaker = opinions.speakers[step] ?? 0
      return now + scale * (opinions.said[speaker * horizon + step] ?? 0)
    })
    return { x, now, scale, opinions, ahead, outcomes: new Float64Array(horizon).fill(Number.NaN) }
  }

  /** Root mean square of the changes that were forecast; before the first outcome, of those in the window. */
  private typicalChange(): number {
    if (this.power > 0) return Math.sqrt(this.power)
    const now = this.window.ago(0)
    let square = 0
    for (let lag = 1; lag < this.window.span; lag++) square += (this.window.ago(lag) - now) ** 2
    const change = Math.sqrt(square / (this.window.span - 1))
    return change > 0 && Number.isFinite(change) ? change : 1
  }

  /** All that was learned; copies. */
  state(): ForecasterState {
    return structuredClone({
      window: this.window.state(),
      experts: this.experts.state(),
      scores: this.scoreboard.state(),
      pending: this.pending,
      learned: this.learned,
      power: this.power,
    })
  }

  /**
   * Goes on from the state of a forecaster of the same options.
   *
   * @throws {EddyError} ERR_STATE if it doesn't fit
   */
  restore(state: ForecasterState): void {
    const { window, experts, scores, pending, learned, power } = structuredClone(state)
    if (pending.length > this.horizon)
      throw new EddyError('ERR_STATE', `forecast: expected at most ${this.horizon} forecasts, got ${pending.length}`)
    this.window.restore(window)
    this.experts.restore(experts)
    this.scoreboard.restore(scores)
    this.pending = [...pending]
    this.learned = learned
    this.power = power
  }
}

const clamp = (value: number): number => Math.max(-LIMIT, Math.min(LIMIT, value))
