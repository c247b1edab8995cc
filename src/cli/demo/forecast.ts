import { defer, map, type OperatorFunction } from 'rxjs'
import type { Vitals } from '../../sources/vitals.js'
import { type Forecast, Forecaster, type ForecasterOptions } from './forecaster.js'

/** Forecasts the CPU load of every reading's future, and learns once that future has come. One model per subscription. */
export function forecastCpu(
  options: ForecasterOptions = {},
  onForecaster: (forecaster: Forecaster) => void = () => undefined,
): OperatorFunction<Vitals, Forecast> {
  return (vitals$) =>
    defer(() => {
      const forecaster = new Forecaster(options)
      onForecaster(forecaster)
      return vitals$.pipe(map((reading) => forecaster.take(reading)))
    })
}
