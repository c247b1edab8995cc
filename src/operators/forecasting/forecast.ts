import { Observable, type OperatorFunction } from 'rxjs'
import { EddyError } from '../../error.js'
import { Fault } from '../../layers/model/rejection.js'
import { type Forecast, Forecaster, type ForecasterOptions } from './forecaster.js'

/** How records are read. */
export interface ReadingOptions<R> {
  /** The value of a record; default: the record itself, a number. */
  readonly of?: (record: R) => number
  /** Milliseconds of a record: where readings are missing in between, time passes all the same. Needs `everyMs`. */
  readonly at?: (record: R) => number
  /** Milliseconds from reading to reading. */
  readonly everyMs?: number
}

/** What is forecast, and how records are read: a new forecaster for each subscription. */
export interface ForecastOptions<R> extends ReadingOptions<R>, ForecasterOptions {
  readonly forecaster?: undefined
}

/** A forecaster, which holds what is learned, and how records are read. */
export interface HeldForecastOptions<R> extends ReadingOptions<R> {
  readonly forecaster: Forecaster
}

/** A forecast, with the record it was made after. */
export interface Forecasted<R> extends Forecast {
  readonly record: R
}

/**
 * Forecasts a series, 1 to `horizon` steps ahead, after each of its values, and learns as the outcomes come; with scores
 * per step ahead, beside persistence and seasonal persistence. What isn't a finite number, or comes too late, is set
 * aside on the forecaster's `rejected$`.
 *
 * ```ts
 * load$.pipe(forecast({ horizon: 12, lags: 24, season: 24 })).subscribe(({ ahead, scores }) => console.log(ahead, scores.mae))
 * ```
 *
 * @throws {EddyError} ERR_OPTION, when built, for counts that aren't positive whole numbers, a season below 2 steps, or
 *   `at` without `everyMs`
 */
export function forecast<R = number>(
  options: ForecastOptions<R> | HeldForecastOptions<R>,
): OperatorFunction<R, Forecasted<R>> {
  const { of = itself, at, everyMs = Number.NaN } = options
  if (at && !(everyMs > 0))
    throw new EddyError('ERR_OPTION', `forecast: with \`at\`, \`everyMs\` must be a positive number, got ${everyMs}`)
  // Options are checked now, and not with the first subscriber.
  const start = (): Forecaster => options.forecaster ?? new Forecaster(options)
  let ready: Forecaster | undefined = start()
  return (source) =>
    new Observable((subscriber) => {
      const forecaster = ready ?? start()
      ready = undefined
      let last = Number.NaN
      return source.subscribe({
        next: (record) => {
          let forecasted: Forecast | undefined
          try {
            const steps = at ? Math.round((at(record) - last) / everyMs) : 1
            if (steps < 1) return forecaster.rejections.report(record, tooLate(steps))
            if (steps > 1) forecaster.miss(steps - 1)
            if (at && Number.isFinite(at(record))) last = at(record)
            forecasted = forecaster.take(of(record), record)
          } catch (error) {
            subscriber.error(error)
            return
          }
          if (forecasted) subscriber.next({ record, ...forecasted })
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
    })
}

/** A record that isn't a number is set aside as a value that isn't one. */
const itself = (record: unknown): number => record as number

const tooLate = (steps: number): Fault =>
  new Fault('ERR_INPUT_VALUE', `expected a reading after the last one, got one ${-steps} steps before it`)
