import { from, lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { describeValue } from '../../../src/describeValue.js'
import { createForecaster, createRandom, type Forecasted, forecast } from '../../../src/index.js'

interface Reading {
  readonly at: number
  readonly value: number
}

const wave = (at: number): number => Math.sin((2 * Math.PI * at) / 2400)
const readings = (times: readonly number[]): readonly Reading[] => times.map((at) => ({ at, value: wave(at) }))
const regular = (count: number, everyMs = 100): readonly number[] =>
  Array.from({ length: count }, (_, i) => i * everyMs)

/** What comes of readings, on steps of 100 ms; and the reasons for which others were set aside. */
async function taken(records: readonly Reading[]) {
  const forecaster = createForecaster({ horizon: 1, lags: 3, season: 24 })
  const reasons: string[] = []
  forecaster.rejected$.subscribe(({ reason }) => reasons.push(reason))
  const made: readonly Forecasted<Reading>[] = await lastValueFrom(
    from(records).pipe(forecast({ forecaster, of: ({ value }) => value, at: ({ at }) => at, everyMs: 100 }), toArray()),
  )
  return { made, reasons, steps: made.at(-1)?.step ?? 0, mae: made.at(-1)?.scores.mae.forecast[0] ?? Number.NaN }
}

describe('the times of readings', () => {
  it.each([-30, 30])('may be a little early or late, the first one by %i ms', async (first) => {
    const { made, reasons, steps, mae } = await taken(
      readings(regular(1000).map((at, i) => at + (i % 2 === 0 ? first : -first))),
    )
    expect(reasons).toEqual([])
    expect(made.length).toBe(1000)
    expect(steps).toBeLessThanOrEqual(1001)
    expect(mae).toBeLessThan(0.2)
  })

  it('may be early or late by chance, by any share below half a step', async () => {
    const random = createRandom(4)
    for (const share of [0.3, 0.49]) {
      const times = regular(2000).map((at) => at + 100 * share * (2 * random.next() - 1))
      const { made, steps } = await taken(readings(times))
      expect(made.length).toBe(2000)
      expect(Math.abs(steps - 2000)).toBeLessThanOrEqual(1)
    }
  })

  it('lose no time where readings come more seldom than said', async () => {
    const { made, steps } = await taken(readings(regular(1000, 140)))
    expect(made.length).toBe(1000)
    expect(steps).toBe(1400)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, null, '5000'])('that are none are set aside: %s', async (wrong) => {
    const records = readings(regular(100)).map((reading, i) => (i === 50 ? { ...reading, at: wrong } : reading))
    const { made, reasons, steps } = await taken(records as readonly Reading[])
    expect(reasons).toEqual([`expected the time of a reading in ms, got ${describeValue(wrong)}`])
    expect(made.length).toBe(99)
    expect(steps).toBe(100)
  })

  it('far ahead are set aside, and what comes after goes on as if they had not been', async () => {
    const records = readings(regular(1000)).map((reading, i) => (i === 500 ? { ...reading, at: 5e7 } : reading))
    const { made, reasons, steps, mae } = await taken(records)
    expect(reasons).toEqual([
      'expected a reading at most 25 steps after the last one, got one 499501 steps after it, which the next must confirm',
    ])
    expect(made.length).toBe(999)
    expect(steps).toBe(1000)
    expect(mae).toBeLessThan(0.1)
  })

  it('far ahead are believed when the next is later still: a long gap', async () => {
    const { made, reasons, steps } = await taken(readings([...regular(100), ...regular(100).map((at) => at + 60_000)]))
    expect(reasons.length).toBe(1)
    expect(made.length).toBe(199)
    expect(steps).toBe(700)
  })

  it('begin anew where all are before a wrong one, but follow one another', async () => {
    const [first, ...others] = readings(regular(200))
    const { made, reasons } = await taken([{ at: 5e7, value: first?.value ?? 0 }, ...others])
    expect(reasons.length).toBe(25)
    expect(made.length).toBe(200 - 25)
    expect(made.at(-1)?.step).toBe(200)
  })

  it('that come again are set aside each time', async () => {
    const times = regular(50)
    const { made, reasons } = await taken(readings([...times, ...times.slice(-10), ...times.slice(-10), 5000]))
    expect(reasons.length).toBe(20)
    expect(made.map(({ step }) => step)).toEqual(Array.from({ length: 51 }, (_, i) => i + 1))
  })
})

describe('a record that is not there', () => {
  it('is set aside with its reason, and its time passes where none is told', async () => {
    const forecaster = createForecaster({ horizon: 1, lags: 1 })
    const reasons: string[] = []
    forecaster.rejected$.subscribe(({ reason }) => reasons.push(reason))
    const records = [{ value: 1 }, null, undefined, { value: 2 }] as readonly { readonly value: number }[]
    const made = await lastValueFrom(from(records).pipe(forecast({ forecaster, of: ({ value }) => value }), toArray()))
    expect(made.map(({ value, step }) => [value, step])).toEqual([
      [1, 1],
      [2, 4],
    ])
    expect(reasons).toEqual(['expected a finite number, got null', 'expected a finite number, got undefined'])
  })
})
