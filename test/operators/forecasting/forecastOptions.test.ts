import { describe, expect, it } from 'vitest'
import { createForecaster, EddyError, forecast } from '../../../src/index.js'

const thrown = (make: () => unknown): unknown => {
  try {
    return make()
  } catch (error) {
    return error instanceof EddyError ? `${error.code} ${error.message}` : error
  }
}

describe('the options of a forecast', () => {
  it.each([
    [{ season: null }, '`season` must be a number of steps, or a list, got null'],
    [{ season: '24' }, '`season` must be a number of steps, or a list, got 24'],
    [{ season: [24, null] }, 'a `season` must be a number of steps, 2 or more, got null'],
    [{ seed: Number.NaN }, '`seed` must be a whole number, got NaN'],
    [{ seed: 'x' }, '`seed` must be a whole number, got x'],
    [{ seed: 0.5 }, '`seed` must be a whole number, got 0.5'],
    [{ seasons: 24 }, 'unknown option `seasons`; known are horizon, lags, season, seed'],
  ])('are checked at once: %o', (wrong, reason) => {
    const options = { horizon: 3, lags: 3, ...wrong } as { readonly horizon: number; readonly lags: number }
    for (const make of [() => forecast(options), () => createForecaster(options)])
      expect(thrown(make)).toContain(`ERR_OPTION forecast: ${reason}`)
  })

  it('are an object, and for a forecaster none but its own', () => {
    expect(thrown(() => createForecaster(undefined as never))).toContain('options must be an object, got undefined')
    expect(thrown(() => forecast(null as never))).toContain('options must be an object, got null')
    const reading = { horizon: 1, lags: 1, everyMs: 100 }
    expect(thrown(() => createForecaster(reading))).toContain('unknown option `everyMs`')
    const forecaster = createForecaster({ horizon: 1, lags: 1 })
    expect(thrown(() => forecast({ forecaster, every: 100 } as never))).toContain('unknown option `every`')
    expect(thrown(() => forecast({ forecaster, at: () => 0, everyMs: Number.POSITIVE_INFINITY }))).toContain(
      '`everyMs`',
    )
  })
})
