import { EddyError } from '../error.js'

/** Mean absolute errors, [horizon] each: the first is of one step ahead. NaN before the first outcome. */
export interface ForecastErrors {
  readonly forecast: Float64Array
  /** It stays as it is. */
  readonly persistence: Float64Array
  /** It will be as it was a season before; only where there's a season. */
  readonly seasonal?: Float64Array
}

/** What is known of forecasts whose outcome has come. */
export interface ForecastScores {
  /** Since the start. */
  readonly mae: ForecastErrors
  /** Lately: each outcome counts 0.999 times as much as the next. */
  readonly faded: ForecastErrors
}

/** As plain data; copies. */
export interface ForecastScoreState {
  readonly all: Float64Array
  readonly faded: Float64Array
}

const FADING = 0.999
/** Per step ahead: outcomes, and the summed errors of the forecast and of the two baselines. */
const FIELDS = 4

/** Prequential errors of forecasts, each made before its outcome was known, beside those of the two baselines, per step ahead. */
export class ForecastScoreboard {
  private readonly horizon: number
  private readonly seasonal: boolean
  private readonly all: Float64Array
  private readonly faded: Float64Array

  constructor({ horizon, seasonal }: { readonly horizon: number; readonly seasonal: boolean }) {
    this.horizon = horizon
    this.seasonal = seasonal
    this.all = new Float64Array(horizon * FIELDS)
    this.faded = new Float64Array(horizon * FIELDS)
  }

  /** An outcome came, and what had been said about it `ahead` steps before, 1 to horizon. */
  update(
    ahead: number,
    outcome: number,
    said: { readonly forecast: number; readonly persistence: number; readonly seasonal: number },
  ): void {
    const { all, faded } = this
    const at = (ahead - 1) * FIELDS
    for (let i = at; i < at + FIELDS; i++) faded[i]! *= FADING
    const came = [1, ...[said.forecast, said.persistence, said.seasonal].map((value) => Math.abs(value - outcome))]
    for (let i = 0; i < FIELDS; i++) {
      all[at + i]! += came[i]!
      faded[at + i]! += came[i]!
    }
  }

  read(): ForecastScores {
    return { mae: this.errors(this.all), faded: this.errors(this.faded) }
  }

  private errors(sums: Float64Array): ForecastErrors {
    const mean = (field: number): Float64Array =>
      Float64Array.from({ length: this.horizon }, (_, step) => sums[step * FIELDS + field]! / sums[step * FIELDS]!)
    return { forecast: mean(1), persistence: mean(2), ...(this.seasonal ? { seasonal: mean(3) } : {}) }
  }

  state(): ForecastScoreState {
    return { all: this.all.slice(), faded: this.faded.slice() }
  }

  /** @throws {EddyError} ERR_STATE, changing nothing, if it is of another horizon */
  restore({ all, faded }: ForecastScoreState): void {
    if (all.length !== this.all.length || faded.length !== this.faded.length)
      throw new EddyError('ERR_STATE', `forecast: expected scores of ${this.horizon} steps, got ${all.length / FIELDS}`)
    this.all.set(all)
    this.faded.set(faded)
  }
}
