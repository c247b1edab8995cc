import { describe, expect, it } from 'vitest'
import { ColumnScales, type Verdict } from '../../../src/features/scales/columnScales.js'
import { createRandom } from '../../../src/index.js'

const normals = (count: number, { mean = 5, deviation = 1, seed = 1 } = {}): number[] => {
  const { normal } = createRandom(seed)
  return Array.from({ length: count }, () => mean + deviation * normal())
}

/** Takes rows of one column in; the verdicts, in order. */
function take(scales: ColumnScales, values: readonly number[]): readonly Verdict[] {
  return values.map((value) => {
    scales.next()
    return scales.learn(0, value)
  })
}

const scalesOf = (values: readonly number[], narrows = true): ColumnScales => {
  const scales = new ColumnScales(1, { slowest: 0.001, narrows })
  take(scales, values)
  return scales
}

const known = ({ inUse }: ColumnScales): readonly [mean: number, deviation: number] => [
  inUse.mean(0),
  Math.sqrt(inUse.variance(0)),
]

/** The row in which a verdict came first, from 1 on. */
const rowOf = (verdicts: readonly Verdict[], verdict: Verdict): number => verdicts.indexOf(verdict) + 1

describe('a burst of impossible values', () => {
  const clean = normals(2000)
  const bursts: Readonly<Record<string, (i: number) => number>> = {
    'one value': () => 999_999,
    'two values': (i) => (i % 2 ? -9999 : 1e30),
    'values of any size': (i) => 1e6 * (1.1 + Math.sin(i * i)),
    'values around the mean': (i) => 5 + (i % 2 ? 1e9 : -1e9),
  }
  const cases = Object.keys(bursts).flatMap((kind) => [6, 8, 20, 30, 33].map((length) => [kind, length] as const))

  it.each(cases)('of %s, %i rows long, leaves the statistics as they were', (kind, length) => {
    const scales = scalesOf(clean)
    const before = known(scales)
    const burst = Array.from({ length }, (_, i) => bursts[kind]?.(i) ?? 0)
    take(scales, burst)
    const verdicts = take(scales, normals(20, { seed: 2 }))
    const row = rowOf(verdicts, 'back')
    expect(row).toBeGreaterThan(0)
    expect(row).toBeLessThanOrEqual(6)
    const [mean, deviation] = known(scales)
    expect(mean).toBeCloseTo(before[0], 1)
    expect(deviation / before[1]).toBeCloseTo(1, 1)
  })

  it('to the last bit: what came before the first outlier, and then what comes', () => {
    const after = normals(50, { seed: 2 })
    const [scales, undisturbed] = [scalesOf(clean), scalesOf(clean)]
    take(scales, new Array<number>(20).fill(999_999))
    const row = rowOf(take(scales, after), 'back')
    take(undisturbed, after.slice(row - 1))
    expect(known(scales)).toEqual(known(undisturbed))
  })

  it('hardly moves the statistics where it is no more than five rows long', () => {
    for (let length = 1; length <= 5; length++) {
      const scales = scalesOf(clean)
      const [mean, deviation] = known(scales)
      take(scales, new Array<number>(length).fill(999_999))
      take(scales, normals(10, { seed: 2 }))
      expect(known(scales)[0] - mean).toBeLessThan(0.02)
      expect(known(scales)[1] / deviation).toBeLessThan(1.06)
    }
  })

  it('that comes back again and again leaves them too', () => {
    const scales = scalesOf(clean)
    for (let i = 0; i < 30; i++) {
      take(scales, new Array<number>(10).fill(999_999))
      take(scales, normals(90, { seed: i }))
    }
    expect(Math.abs(known(scales)[0] - 5)).toBeLessThan(0.2)
    expect(Math.abs(known(scales)[1] - 1)).toBeLessThan(0.2)
  })

  it.each([2, 3, 5])('with every %ith row, the others being usual', (every) => {
    const scales = scalesOf(clean)
    const mixed = normals(60, { seed: 3 }).map((value, i) => (i % every === 0 ? 1e12 : value))
    take(scales, mixed)
    take(scales, normals(20, { seed: 4 }))
    expect(known(scales)[1]).toBeLessThan(1.3)
  })

  it('of 100 rows is accepted, and forgotten when the old scale is back', () => {
    const scales = scalesOf(clean)
    const verdicts = take(scales, new Array<number>(100).fill(999_999))
    expect(rowOf(verdicts, 'accepted')).toBe(40)
    take(scales, normals(20, { seed: 2 }))
    expect(Math.abs(known(scales)[0] - 5)).toBeLessThan(0.2)
  })

  it.each([0, 1, 2, 3, 4, 5, 9, 30, 60])('after %i rows, at the beginning of a column', (rows) => {
    for (const value of [999_999, -9999, 1e30]) {
      const scales = scalesOf(normals(rows))
      take(scales, new Array<number>(20).fill(value))
      take(scales, normals(80, { seed: 2 }))
      expect(Math.abs(known(scales)[0] - 5)).toBeLessThan(0.6)
      expect(known(scales)[1]).toBeLessThan(1.6)
    }
  })

  it('is not told by missing values between', () => {
    const scales = scalesOf(clean)
    const before = known(scales)
    take(
      scales,
      Array.from({ length: 40 }, (_, i) => (i % 2 ? Number.NaN : 1e9)),
    )
    take(
      scales,
      normals(20, { seed: 2 }).flatMap((value) => [Number.NaN, value]),
    )
    expect(known(scales)[0]).toBeCloseTo(before[0], 1)
  })
})

describe('a change of scale', () => {
  const clean = normals(2000)
  const changes: Readonly<Record<string, (value: number) => number>> = {
    'a thousand times larger': (value) => value * 1000,
    'a thousand times larger, around 0': (value) => (value - 5) * 1000,
    'thirty times larger': (value) => value * 30,
    'at another level': (value) => value + 1e6,
    'at another level, and wider': (value) => -1e6 + 100 * value,
    'a thousand times smaller': (value) => 5 + (value - 5) / 1000,
    constant: () => 1e6,
  }

  it.each(Object.keys(changes))('%s is accepted within 50 rows', (kind) => {
    const scales = scalesOf(clean)
    const change = changes[kind] ?? (() => 0)
    const values = normals(50, { seed: 2 }).map(change)
    const verdicts = take(scales, values)
    expect(verdicts.includes('accepted') || verdicts.includes('narrowed')).toBe(true)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    expect(Math.abs(known(scales)[0] - mean)).toBeLessThanOrEqual(0.5 * deviation + 1e-9)
    expect(known(scales)[1]).toBeGreaterThanOrEqual(0.7 * deviation)
    expect(known(scales)[1]).toBeLessThanOrEqual(1.5 * deviation + 1e-9)
  })

  it.each([2, 5, 15])('%i times larger is followed, accepted or not', (factor) => {
    const scales = scalesOf(clean)
    take(
      scales,
      normals(3000, { seed: 2 }).map((value) => value * factor),
    )
    expect(known(scales)[1] / factor).toBeGreaterThan(0.8)
    expect(known(scales)[1] / factor).toBeLessThan(1.3)
  })

  it('of a column that holds zeros of the old scale is kept', () => {
    const { next, normal } = createRandom(3)
    const sparse = (factor: number) => (next() < 0.4 ? 0 : factor * Math.abs(normal()))
    const scales = scalesOf(Array.from({ length: 2000 }, () => sparse(1)))
    const verdicts = take(
      scales,
      Array.from({ length: 3000 }, () => sparse(1000)),
    )
    expect(verdicts).not.toContain('back')
    expect(known(scales)[1]).toBeGreaterThan(400)
  })

  it('is followed by a second one, and by a burst, like the first', () => {
    const scales = scalesOf(clean)
    take(scales, normals(300, { mean: 1e6 }))
    take(scales, normals(300, { mean: -1e9 }))
    take(scales, new Array<number>(20).fill(1e30))
    take(scales, normals(50, { mean: -1e9, seed: 3 }))
    expect(Math.abs(known(scales)[0] + 1e9)).toBeLessThan(1)
    expect(known(scales)[1]).toBeLessThan(1.5)
  })
})

describe('what is no burst and no change', () => {
  it.each([20, 100, 300])('a machine that is on and off for %i rows gets a scale for both', (length) => {
    const { normal } = createRandom(4)
    const value = (i: number) => (Math.floor(i / length) % 2 ? 100 : 0) + 0.01 * normal()
    const scales = scalesOf(normals(2000, { mean: 0, deviation: 0.01 }))
    take(
      scales,
      Array.from({ length: 10_000 }, (_, i) => value(i)),
    )
    const verdicts = take(
      scales,
      Array.from({ length: 4000 }, (_, i) => value(i)),
    )
    expect(new Set(verdicts)).toEqual(new Set(['usual']))
    expect(known(scales)[1]).toBeGreaterThan(20)
  })

  it('heavy tails count as far as ten standard deviations', () => {
    const { next } = createRandom(5)
    const cauchy = Array.from({ length: 20_000 }, () => Math.tan(Math.PI * (next() - 0.5)))
    const scales = scalesOf(cauchy)
    expect(known(scales)[1]).toBeGreaterThan(5)
    expect(known(scales)[1]).toBeLessThan(30)
  })

  it('a column that stands still, and then moves on, is no narrower scale', () => {
    const values = normals(400, { deviation: 3 }).flatMap((value) => new Array<number>(50).fill(value))
    const verdicts = take(scalesOf(normals(500)), values)
    expect(verdicts).not.toContain('narrowed')
  })

  it('nor is a ramp, as a time or a counter', () => {
    const verdicts = take(
      scalesOf([]),
      Array.from({ length: 5000 }, (_, i) => 1e9 + i),
    )
    expect(new Set(verdicts)).toEqual(new Set(['usual']))
  })
})

describe('the state', () => {
  it('goes on as if nothing had happened, whatever goes on', () => {
    const { next, normal } = createRandom(6)
    const values = Array.from({ length: 4000 }, (_, i) => {
      const level = Math.floor(i / 700) % 2 ? 1e6 : 0
      if (next() < 0.01) return Number.NaN
      return (i % 300 < 12 ? 1e12 : level) + (i > 3000 ? 0.001 : 1) * normal()
    })
    for (let cut = 50; cut < values.length; cut += 37) {
      const whole = scalesOf(values.slice(0, cut))
      const again = new ColumnScales(0, { slowest: 0.001, narrows: true })
      again.restore(whole.learning())
      const rest = values.slice(cut, cut + 150)
      expect(take(again, rest)).toEqual(take(whole, rest))
      expect(again.learning()).toEqual(whole.learning())
    }
  })

  it('that is none is refused', () => {
    expect(() => scalesOf([]).restore(scalesOf([1]).learning().subarray(1))).toThrow(
      expect.objectContaining({ code: 'ERR_STATE' }),
    )
  })

  it('a row at once is its values one by one', () => {
    const values = Array.from({ length: 3000 }, (_, i) => [
      Math.sin(i) + (i % 500 < 20 ? 1e9 : 0),
      i < 100 ? 7 : Math.floor(i / 50),
      i % 3 ? Number.NaN : i > 1500 ? 1e-3 * Math.cos(i) : Math.cos(i),
    ])
    const [rows, single] = [0, 1].map(() => new ColumnScales(3, { slowest: 0.001, narrows: true }))
    for (const row of values) {
      rows?.learnRow(row)
      single?.next()
      row.forEach((value, column) => single?.learn(column, value))
      expect(rows?.moments()).toEqual(single?.moments())
    }
  })
})
