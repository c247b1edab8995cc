import { defer, map, type OperatorFunction } from 'rxjs'
import type { Vitals } from '../../sources/vitals.js'
import { type Forecast, Forecaster, type ForecasterOptions } from './forecaster.js'

/** Forecasts the CPU load of every reading's future, and learns once that future has come. One model per subscription. */
export function forecastCpu(options: ForecasterOptions = {}): OperatorFunction<Vitals, Forecast> {
  return (vitals$) =>
    defer(() => {
      const forecaster = new Forecaster(options)
      return vitals$.pipe(map((reading) => forecaster.take(reading)))
    })
}
