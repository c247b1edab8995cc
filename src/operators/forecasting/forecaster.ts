import type { Observable } from 'rxjs'
import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'
import { type ForecastScores, ForecastScoreboard, type ForecastScoreState } from '../../evaluation/forecastScores.js'
import { SeriesWindow, type SeriesWindowState } from '../../features/seriesWindow.js'
import { checkOption, checkOptions, required, wholeNumber } from '../../options.js'
import type { Model } from '../model.js'
import { Fault, type Rejection, Rejections } from '../../rejection.js'
import { rejectionsOf } from '../rejectionsOf.js'
import { type Expert, expertAt, ForecastExperts, type ExpertsState, LIMIT, type Opinions } from './forecastExperts.js'
import { type ForecasterOptions, forecasterTable, seasonsOf } from './forecastOptions.js'
import { TypicalChange } from './typicalChange.js'

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
  /** The values a season before each step ahead, the baseline; the value now where there is no season; [horizon]. */
  readonly season: Float64Array
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
  /** Mean square of the changes that were forecast. */
  readonly power: number
}

/** Makes a forecaster for `forecast`. @throws {EddyError} ERR_OPTION for an option that is out of range, or isn't known */
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
  readonly rejections: Rejections = new Rejections('forecaster.rejected$.subscribe(...)')
  /** That of the baseline, in steps. */
  private readonly season: number | undefined
  private readonly window: SeriesWindow
  private readonly experts: ForecastExperts
  private readonly scoreboard: ForecastScoreboard
  /** One for each of the last `horizon` steps, the oldest first. */
  private pending: (Pending | undefined)[] = []
  private learned = 0
  private readonly typical = new TypicalChange()

  /**
   * @throws {EddyError} ERR_OPTION for counts that aren't positive whole numbers, a season below 2 steps, a seed that isn't
   *   a whole number, or an option that isn't known
   */
  constructor(options: ForecasterOptions) {
    checkOptions('createForecaster', options, forecasterTable)
    const { horizon, lags, seed = 0 } = options
    const seasons = seasonsOf(options)
    this.window = new SeriesWindow({ horizon, lags, seasons })
    this.horizon = horizon
    this.season = seasons[0]
    this.experts = new ForecastExperts({ width: this.window.width, horizon, season: this.season, seed })
    this.scoreboard = new ForecastScoreboard({ horizon, seasonal: this.season !== undefined })
    this.rejected$ = rejectionsOf(this.rejections)
  }

  /** Values it looks back on at most: after a longer time without any, history begins anew. */
  get span(): number {
    return this.window.span
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
      const reason = `expected a finite number, got ${describeValue(value)}`
      this.rejections.report(record, new Fault('ERR_INPUT_VALUE', reason))
    }
    this.advance(known ? value : Number.NaN)
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
    checkOption('Forecaster.miss', 'count', count, required(wholeNumber({ from: 0 })))
    if (count > this.window.span) {
      this.pending = []
      this.window.restart(count)
    } else for (let i = 0; i < count; i++) this.advance(Number.NaN)
  }

  /** What the next steps will be, by what is known now; changes nothing. Undefined until there is history enough. */
  predict(): Float64Array | undefined {
    return this.ask()?.ahead
  }

  /** One step of time; NaN where its value is missing. */
  private advance(value: number): void {
    const known = Number.isFinite(value)
    if (this.window.empty && !known) return this.window.restart(1)
    const taken = known ? value : this.expected()
    if (known) this.outcome(value)
    if (this.pending.length === this.horizon) this.learn(this.pending.shift())
    this.window.push(taken)
    if (!known) this.pending.push(undefined)
  }

  /** What stands in among the lags for a missing value: the last forecast of it; beyond its horizon, one from what stood in. */
  private expected(): number {
    const { pending, window } = this
    for (let ago = 0; ago < pending.length; ago++) {
      const said = pending[pending.length - 1 - ago]?.ahead[ago]
      if (said !== undefined) return said
    }
    return this.predict()?.[0] ?? window.ago(0)
  }

  /** Scores what was said about this value, 1 to `horizon` steps before. */
  private outcome(value: number): void {
    this.pending.forEach((then, at) => {
      if (!then) return
      const step = this.pending.length - at - 1
      then.outcomes[step] = value
      const { now, ahead, season } = then
      const said = { forecast: ahead[step] ?? now, persistence: now, seasonal: season[step] ?? now }
      this.scoreboard.update(step + 1, value, said)
    })
  }

  private learn(then: Pending | undefined): void {
    if (!then) return
    const { x, now, scale, opinions, outcomes } = then
    const changes = outcomes.map((outcome) => (outcome - now) / scale)
    this.experts.learn(x, opinions, changes)
    this.learned += 1
    this.typical.learn(changes, scale, this.learned)
  }

  private ask(): Pending | undefined {
    const { window, horizon, season: period } = this
    if (!window.full) return undefined
    const scale = this.typical.now(window)
    const x = new Float64Array(window.width)
    window.featuresInto(x, scale, LIMIT)
    const now = window.ago(0)
    const season = Float64Array.from({ length: horizon }, (_, step) =>
      period === undefined ? now : window.seasonBefore(period, step + 1),
    )
    const changes = season.map((value) => (value - now) / scale)
    const opinions = this.experts.ask(x, changes)
    const ahead = season.map((before, step) => {
      const speaker = opinions.speakers[step] ?? 0
      // Said as it was, and not by way of a change, which would round it.
      return expertAt(speaker) === 'seasonal' ? before : now + scale * (opinions.said[speaker * horizon + step] ?? 0)
    })
    return { x, now, scale, opinions, ahead, season, outcomes: new Float64Array(horizon).fill(Number.NaN) }
  }

  /** All that was learned; copies. */
  state(): ForecasterState {
    return structuredClone({
      window: this.window.state(),
      experts: this.experts.state(),
      scores: this.scoreboard.state(),
      pending: this.pending,
      learned: this.learned,
      power: this.typical.power,
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
    this.pending = pending.map((then) => then && { ...then, season: then.season ?? seasonSaid(then, this.horizon) })
    this.learned = learned
    this.typical.power = power
  }
}

/** The baseline as older states have it: by way of what was said. */
const seasonSaid = ({ now, scale, opinions }: Pending, horizon: number): Float64Array =>
  opinions.said.slice(horizon, 2 * horizon).map((change) => now + scale * change)
