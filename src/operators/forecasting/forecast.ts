import type { OperatorFunction } from 'rxjs'
import { checkOption, checkOptions, madeBy, type OptionTable, required } from '../../options.js'
import { isFault } from '../../rejection.js'
import { isUnreadable } from '../../unreadable.js'
import { operate } from '../operate.js'
import { inTurn } from '../turns.js'
import { type Forecast, Forecaster } from './forecaster.js'
import { type ForecasterOptions, forecasterTable, type ReadingOptions, readingTable } from './forecastOptions.js'
import { ReadingClock } from './readingClock.js'

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

const forecaster = madeBy('a forecaster', 'createForecaster()', (value) => value instanceof Forecaster)

const table: OptionTable = { ...forecasterTable, forecaster, ...readingTable }

/** A forecaster has its horizon, lags and seasons. */
const heldTable: OptionTable = { forecaster, ...readingTable }

/**
 * Forecasts a series, 1 to `horizon` steps ahead, after each of its values, and learns as the outcomes come; with scores
 * per step ahead, beside persistence and seasonal persistence. Set aside on the forecaster's `rejected$` are: what isn't a
 * finite number, or has no finite time; a record that `of` or `at` can't read, as it is no object or throws; what comes
 * too late; and a time further ahead than the history reaches, unless the next one is later still (see `ReadingClock`).
 *
 * ```ts
 * load$.pipe(forecast({ horizon: 12, lags: 24, season: 24 })).subscribe(({ ahead, scores }) => console.log(ahead, scores.mae))
 * ```
 *
 * @throws {EddyError} ERR_OPTION, when built, for an option that is out of range or isn't known, or `at` without `everyMs`
 */
export function forecast<R = number>(
  options: ForecastOptions<R> | HeldForecastOptions<R>,
): OperatorFunction<R, Forecasted<R>> {
  checkOptions('forecast', options, options?.forecaster === undefined ? table : heldTable)
  const { of = itself, at, everyMs = Number.NaN, forecaster: held, ...ahead } = options
  if (at) checkOption('forecast', 'everyMs', options.everyMs, required(readingTable.everyMs))
  const readValue = whereThere(of)
  const readTime = at && whereThere(at)
  const start = (): Forecaster => held ?? new Forecaster(ahead as ForecasterOptions)
  let ready: Forecaster | undefined = start()
  return operate((out) => {
    const forecaster = ready ?? start()
    ready = undefined
    const clock = new ReadingClock(everyMs, forecaster.span)
    const take = (record: R): Forecast | undefined => {
      const steps = readTime ? clock.next(readTime(record)) : 1
      if (isFault(steps)) return void forecaster.rejections.report(record, steps)
      forecaster.miss(steps - 1)
      return forecaster.take(readValue(record), record)
    }
    return inTurn(out, {
      next: (record) => {
        const forecasted = take(record)
        if (forecasted) out.next({ record, ...forecasted })
      },
    })
  })
}

/** A record that isn't a number is set aside as a value that isn't one. */
const itself = (record: unknown): number => record as number

/** Reads a record. One that can't be read is read as what came in its place, which is then set aside. */
const whereThere =
  <R>(read: (record: R) => number) =>
  (record: R): number => {
    try {
      return read(record)
    } catch (error) {
      if (isUnreadable(record)) return itself(record)
      throw error
    }
  }
