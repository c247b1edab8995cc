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
  const seasons = '`season` must be a number of steps, 2 or more, or an array of such, got'

  it.each([
    [{ season: null }, `${seasons} null`],
    [{ season: '24' }, `${seasons} "24" (string)`],
    [{ season: [24, null] }, '`season[1]` must be a finite number of at least 2 and at most 1048576, got null'],
    [{ seed: Number.NaN }, '`seed` must be a whole number, got NaN (number)'],
    [{ seed: 'x' }, '`seed` must be a whole number, got "x" (string)'],
    [{ seed: 0.5 }, '`seed` must be a whole number, got 0.5 (number)'],
    [
      { seasons: 24 },
      'unknown option "seasons" (string); did you mean `season`? (it takes `horizon`, `lags`, `season`, ',
    ],
    [{ horizon: 0 }, '`horizon` must be a whole number of at least 1'],
    [{ lags: 1.5 }, '`lags` must be a whole number of at least 1'],
    [{ season: 1 }, `${seasons} 1 (number)`],
  ])('are checked at once: %o', (wrong, reason) => {
    const options = { horizon: 3, lags: 3, ...wrong } as { readonly horizon: number; readonly lags: number }
    expect(thrown(() => forecast(options))).toContain(`ERR_OPTION forecast: ${reason}`)
    expect(thrown(() => createForecaster(options))).toContain(`ERR_OPTION createForecaster: ${reason}`)
  })

  it('are an object, and for a forecaster none but its own', () => {
    expect(thrown(() => createForecaster(undefined as never))).toContain('`horizon` must be a whole number')
    expect(thrown(() => forecast(null as never))).toContain('expected options as an object, got null')
    const reading = { horizon: 1, lags: 1, everyMs: 100 }
    expect(thrown(() => createForecaster(reading))).toContain('unknown option "everyMs"')
    const forecaster = createForecaster({ horizon: 1, lags: 1 })
    expect(thrown(() => forecast({ forecaster, every: 100 } as never))).toContain('unknown option "every"')
    expect(thrown(() => forecast({ forecaster, at: () => 0, everyMs: Number.POSITIVE_INFINITY }))).toContain(
      '`everyMs`',
    )
  })
})
