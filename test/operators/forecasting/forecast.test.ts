import { from, lastValueFrom, toArray } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'
import {
  createForecaster,
  createRandom,
  EddyError,
  type Forecast,
  type Forecasted,
  type Forecaster,
  forecast,
} from '../../../src/index.js'

const TAU = 2 * Math.PI

/** A season of 12 on a trend, with noise. */
function seasonal(count: number, { seed = 1, noise = 1 } = {}): readonly number[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, t) => 50 + 0.02 * t + 8 * Math.sin((TAU * t) / 12) + noise * random.normal())
}

const options = { horizon: 6, lags: 6, season: 12 }

const all = (values: readonly number[], forecaster: Forecaster = createForecaster(options)): readonly Forecast[] =>
  values.map((value) => forecaster.take(value)).filter((made) => made !== undefined)

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

describe('a forecaster', () => {
  it('beats persistence and seasonal persistence at every step ahead', () => {
    const { scores } = all(seasonal(3000)).at(-1) ?? {}
    for (let step = 0; step < 6; step++) {
      expect(scores?.mae.forecast[step]).toBeLessThan(scores?.mae.persistence[step] ?? 0)
      expect(scores?.mae.forecast[step]).toBeLessThan(0.85 * (scores?.mae.seasonal?.[step] ?? 0))
    }
    // The noise alone has a mean absolute error of 0.8.
    expect(mean(scores?.faded.forecast ?? [])).toBeLessThan(0.95)
  })

  it('finds what is not linear: the network speaks', () => {
    let x = 0.3
    const chaos = Array.from({ length: 3000 }, () => (x = 3.8 * x * (1 - x)))
    const last = all(chaos, createForecaster({ horizon: 3, lags: 3 })).at(-1)
    expect(last?.by[0]).toBe('network')
    expect(last?.scores.faded.forecast[0]).toBeLessThan(0.3 * (last?.scores.faded.persistence[0] ?? 0))
  })

  it('says what came once a season as large as it was, and scores it so', () => {
    const forecaster = createForecaster({ horizon: 2, lags: 4, season: 50 })
    const made = all(
      Array.from({ length: 5000 }, (_, t) => (t % 50 === 0 ? 1000 : 0)),
      forecaster,
    )
    const { scores } = made.at(-1) ?? {}
    expect(Array.from(scores?.mae.seasonal ?? [])).toEqual([0, 0])
    expect(made.filter(({ ahead }, t) => t >= 2000 && ahead?.[0] !== (t % 50 === 49 ? 1000 : 0))).toEqual([])
  })

  it.each([24, 168, 1440])('comes near the best where noise hides all but a spike every %i steps', (period) => {
    const random = createRandom(1)
    const values = Array.from(
      { length: 10 * period + 4000 },
      (_, t) => (t % period === 0 ? 500 : 0) + random.next() - 0.5,
    )
    const { scores } = all(values, createForecaster({ horizon: 1, lags: 4, season: period })).at(-1) ?? {}
    const errors = values.slice(period + 1).map((value, i) => Math.abs(value - (values[i + 1] ?? 0)))
    expect(scores?.mae.seasonal?.[0]).toBeCloseTo(mean(errors), 9)
    expect(scores?.faded.forecast[0]).toBeLessThan(1.05 * (scores?.faded.seasonal?.[0] ?? 0))
  })

  it('learns again at once after a long rest', () => {
    const random = createRandom(2)
    const values = Array.from({ length: 43_000 }, (_, t) =>
      t < 2000 || t > 40_000 ? Math.sin(t) + 0.1 * random.normal() : 0,
    )
    const { scores } = all(values, createForecaster({ horizon: 1, lags: 4 })).at(-1) ?? {}
    expect(scores?.faded.forecast[0]).toBeLessThan(0.3 * (scores?.faded.persistence[0] ?? 0))
  })

  it('does little harm where nothing can be known: a random walk', () => {
    const random = createRandom(3)
    let x = 0
    const { scores } = all(Array.from({ length: 3000 }, () => (x += random.normal()))).at(-1) ?? {}
    expect(mean(scores?.mae.forecast ?? [])).toBeLessThan(1.01 * mean(scores?.mae.persistence ?? []))
    expect(mean(scores?.faded.forecast ?? [])).toBeLessThan(1.01 * mean(scores?.faded.persistence ?? []))
  })

  it('says nothing until there is history enough, and then for every step', () => {
    const made = all(seasonal(40))
    expect(made.findIndex(({ ahead }) => ahead !== undefined)).toBe(12)
    expect(made[12]?.ahead?.length).toBe(6)
    // It knows of no outcome yet: nobody is better than staying.
    expect(made[12]?.by).toEqual(new Array(6).fill('persistence'))
    expect(Array.from(made[12]?.ahead ?? [])).toEqual(new Array(6).fill(made[12]?.value))
    expect(made.at(-1)?.learned).toBe(40 - 12 - 6)
  })

  it('scores each forecast by what it said when it was made', () => {
    const values = seasonal(300)
    const made = all(values)
    const { scores } = made.at(-1) ?? {}
    for (const ahead of [1, 4, 6]) {
      const errors = values.slice(12 + ahead).map((value, i) => ({
        forecast: Math.abs(value - (made[12 + i]?.ahead?.[ahead - 1] ?? Number.NaN)),
        persistence: Math.abs(value - (values[12 + i] ?? 0)),
        seasonal: Math.abs(value - (values[i + ahead] ?? 0)),
      }))
      for (const of of ['forecast', 'persistence', 'seasonal'] as const) {
        expect(scores?.mae[of]?.[ahead - 1]).toBeCloseTo(mean(errors.map((error) => error[of])), 9)
      }
    }
  })

  it('never looks ahead: what comes later changes nothing said before', () => {
    const values = seasonal(200)
    const made = all(values)
    const other = all([...values.slice(0, 150), ...seasonal(50, { seed: 9 })])
    expect(other.slice(0, 150)).toEqual(made.slice(0, 150))
  })

  it('changes nothing when it is asked', () => {
    const [asked, alone] = [createForecaster(options), createForecaster(options)]
    for (const value of seasonal(100)) {
      const first = asked.predict()
      expect(asked.predict()).toEqual(first)
      asked.take(value)
      const made = alone.take(value)
      expect(asked.predict()).toEqual(made?.ahead)
    }
    expect(asked.state()).toEqual(alone.state())
  })

  it('goes on from its state to the bit', () => {
    const values = seasonal(200)
    const [first, second] = [createForecaster(options), createForecaster(options)]
    all(values.slice(0, 117), first)
    second.restore(structuredClone(first.state()))
    expect(all(values.slice(117), second)).toEqual(all(values.slice(117), first))
    expect(() => createForecaster({ ...options, horizon: 3 }).restore(first.state())).toThrow(EddyError)
  })

  it('goes on from an older state, which has no values of a season before', () => {
    const values = seasonal(200)
    const [first, second] = [createForecaster(options), createForecaster(options)]
    all(values.slice(0, 117), first)
    const state = first.state()
    const pending = state.pending.map((then) => {
      const { season: _, ...older } = then ?? {}
      return older
    })
    second.restore({ ...state, pending } as unknown as typeof state)
    const [last, wanted] = [second, first].map((forecaster) => all(values.slice(117), forecaster).at(-1))
    expect(last?.ahead).toEqual(wanted?.ahead)
    for (const [i, error] of (last?.scores.mae.seasonal ?? []).entries())
      expect(error).toBeCloseTo(wanted?.scores.mae.seasonal?.[i] ?? 0, 9)
  })

  it('does not mind the unit', () => {
    const values = seasonal(200)
    const small = all(values).at(-1)
    const large = all(values.map((value) => 1024 * value)).at(-1)
    expect(Array.from(large?.ahead ?? [])).toEqual(Array.from(small?.ahead ?? [], (value) => 1024 * value))
  })

  it('holds no more after ten thousand values than after a hundred', () => {
    const sizes = [100, 10_000].map((count) => {
      const forecaster = createForecaster({ horizon: 2, lags: 2, season: 3 })
      for (let t = 0; t < count; t++) forecaster.take(t % 3)
      const { window, pending, experts } = forecaster.state()
      return [window.values.length, pending.length, experts.linear.factor.length, experts.network.optimizers.length]
    })
    expect(sizes[0]).toEqual(sizes[1])
  })

  it('bears values of all sizes, and those that never change', () => {
    for (const values of [
      [1e308, -1e308, 1e300, 0, 1e-308, 5],
      [7, 7, 7, 7, 7, 7],
    ]) {
      for (const season of [[], 3, 6]) {
        const forecaster = createForecaster({ horizon: 2, lags: 2, season })
        for (let i = 0; i < 600; i++) forecaster.take(values[i % values.length] ?? 0)
        expect(forecaster.predict()?.every(Number.isFinite)).toBe(true)
      }
    }
  })
})

describe('missing values', () => {
  it('are set aside with a reason, teach nothing, and their time passes', () => {
    const values = seasonal(1500, { noise: 0.1 })
    const forecaster = createForecaster(options)
    const reasons: string[] = []
    forecaster.rejected$.subscribe(({ reason }) => reasons.push(reason))
    const made = values.map((value, t) => forecaster.take(t % 10 === 3 ? Number.NaN : value))
    expect(reasons.length).toBe(150)
    expect(reasons[0]).toBe('expected a finite number, got NaN (number)')
    expect(made[13]).toBeUndefined()
    expect(made.at(-1)?.step).toBe(1500)
    // The season stays in step, so that the forecasts stay good.
    expect(mean(made.at(-1)?.scores.faded.forecast ?? [])).toBeLessThan(0.25)
    expect(Number.isFinite(mean(made.at(-1)?.ahead ?? [Number.NaN]))).toBe(true)
  })

  it('in a row: the forecast of each stands in for it, and beyond the horizon what follows from those', () => {
    for (const [missing, horizon] of [
      [8, 12],
      [20, 6],
    ] as const) {
      const forecaster = createForecaster({ horizon, lags: 24 })
      const values = Array.from({ length: 3000 }, (_, t) => 100 + 10 * Math.sin((TAU * t) / 24))
      const ahead = all(values, forecaster).at(-1)?.ahead ?? []
      forecaster.miss(missing)
      const stoodIn = Array.from(forecaster.state().window.values.slice(-missing))
      expect(stoodIn.slice(0, horizon)).toEqual(Array.from(ahead).slice(0, missing))
      const true_ = Array.from({ length: missing + horizon }, (_, i) => 100 + 10 * Math.sin((TAU * (3000 + i)) / 24))
      for (const [i, value] of [...stoodIn, ...(forecaster.predict() ?? [])].entries())
        expect(Math.abs(value - (true_[i] ?? 0))).toBeLessThan(0.2)
    }
  })

  it('let time pass before there is any history, too', () => {
    const forecaster = createForecaster({ horizon: 2, lags: 4, season: 24 })
    all(seasonal(100), forecaster)
    forecaster.miss(100)
    for (let i = 0; i < 6; i++) forecaster.take(Number.NaN)
    forecaster.miss(6)
    expect(forecaster.take(1)?.step).toBe(213)
    const fresh = createForecaster({ horizon: 2, lags: 4, season: 24 })
    fresh.take(Number.NaN)
    expect(fresh.take(1)?.step).toBe(2)
  })

  it('are counted by their time, where readings tell it', async () => {
    const values = seasonal(300)
    const kept = values.map((value, t) => ({ at: 1000 * t, value })).filter(({ at }) => at % 7000 !== 0 || at === 0)
    const timed = await lastValueFrom(
      from(kept).pipe(forecast({ ...options, of: ({ value }) => value, at: ({ at }) => at, everyMs: 1000 }), toArray()),
    )
    const named = all(values.map((value, t) => (t % 7 === 0 && t > 0 ? Number.NaN : value)))
    expect(timed.map(({ ahead }) => ahead)).toEqual(named.map(({ ahead }) => ahead))
    expect(timed.at(-1)?.record).toBe(kept.at(-1))
  })

  it('over a long time start the history anew, not what was learned, and the season stays in step', () => {
    const values = seasonal(1000, { noise: 0.1 })
    const forecaster = createForecaster(options)
    all(values.slice(0, 700), forecaster)
    forecaster.miss(100)
    const made = all(values.slice(800), forecaster)
    expect(made.findIndex(({ ahead }) => ahead !== undefined)).toBe(12)
    expect(made[12]?.ahead?.[0]).toBeCloseTo(values[813] ?? 0, -0.5)
    expect(made[12]?.by).not.toContain('persistence')
  })

  it('that come too late are set aside', async () => {
    const forecaster = createForecaster(options)
    const reasons: string[] = []
    forecaster.rejected$.subscribe(({ reason }) => reasons.push(reason))
    const readings = [0, 1000, 2000, 1000, 2000, 3000].map((at) => ({ at, value: at }))
    const made = await lastValueFrom(
      from(readings).pipe(
        forecast({ forecaster, of: ({ value }) => value, at: ({ at }) => at, everyMs: 1000 }),
        toArray(),
      ),
    )
    expect(made.map(({ value }) => value)).toEqual([0, 1000, 2000, 3000])
    expect(reasons[0]).toBe('expected a reading after the last one, got one 1 steps before it')
  })
})

describe('forecast', () => {
  it.each([
    ['---', '---'],
    ['|', '|'],
    ['--#', '--#'],
    ['-a-b|', '-a-b|'],
    ['-a-n-b#', '-a---b#'],
  ])('%s gives %s', (source, wanted) => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ cold, expectObservable }) => {
      const made$ = cold(source, { a: 1, b: 2, n: Number.NaN }).pipe(forecast({ horizon: 1, lags: 9 }))
      const score = { forecast: Float64Array.of(Number.NaN), persistence: Float64Array.of(Number.NaN) }
      const made = (value: number, step: number): Forecasted<number> => ({
        record: value,
        step,
        value,
        ahead: undefined,
        by: [],
        learned: 0,
        scores: { mae: score, faded: score },
      })
      expectObservable(made$).toBe(wanted, { a: made(1, 1), b: made(2, source.includes('n') ? 3 : 2) })
    })
  })

  it('begins anew with each subscription, unless a forecaster holds what is learned', async () => {
    const values = seasonal(60)
    const fresh$ = from(values).pipe(forecast(options))
    const first = await lastValueFrom(fresh$)
    expect(await lastValueFrom(fresh$)).toEqual(first)
    const forecaster = createForecaster(options)
    const held$ = from(values).pipe(forecast({ forecaster }))
    await lastValueFrom(held$)
    expect((await lastValueFrom(held$)).step).toBe(120)
  })

  it('takes nothing but numbers for numbers', async () => {
    const forecaster = createForecaster(options)
    const values = [1, null, '2', true, 3] as unknown as readonly number[]
    const made = await lastValueFrom(from(values).pipe(forecast({ forecaster }), toArray()))
    expect(made.map(({ value }) => value)).toEqual([1, 3])
    expect(forecaster.rejections.count).toBe(3)
  })

  it('checks its options at once', () => {
    expect(() => forecast({ horizon: 0, lags: 1 })).toThrow('`horizon`')
    expect(() => forecast({ horizon: 1, lags: 1, season: 1 })).toThrow('`season`')
    expect(() => forecast({ horizon: 1, lags: 1, at: () => 0 })).toThrow('`everyMs`')
  })

  it('sends what `of` throws to the subscriber', async () => {
    const thrown = from([1]).pipe(
      forecast({
        ...options,
        of: () => {
          throw new Error('no such field')
        },
      }),
    )
    await expect(lastValueFrom(thrown)).rejects.toThrow('no such field')
  })
})
