import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  adwin,
  createRandom,
  ddm,
  type Detector,
  type DriftLevel,
  eddm,
  hddmA,
  hddmW,
  kswin,
  pageHinkley,
} from '../../../src/index.js'
import { ksDistance } from '../../../src/evaluation/drift/kswin.js'

interface Golden {
  readonly bits: string
  readonly drift: readonly number[]
  readonly warning: readonly number[]
  readonly numeric: readonly number[]
  readonly driftNumeric: readonly number[]
  readonly trace: readonly { i: number; width: number; mean: number; variance: number }[]
  readonly rows: readonly { recent: number[]; reference: number[]; D: number; threshold: number; drift: boolean }[]
}

const golden = (name: string): Golden =>
  JSON.parse(readFileSync(new URL(`../../golden/detector_${name}.json`, import.meta.url), 'utf8'))

function positions(detector: Detector, values: readonly number[], level: DriftLevel): number[] {
  const state = detector.create()
  return values.flatMap((value, i) => (state.update(value) === level ? [i] : []))
}

const bitsOf = ({ bits }: Golden): number[] => Array.from(bits, Number)

const all: readonly (readonly [string, Detector])[] = [
  ['adwin', adwin()],
  ['ddm', ddm()],
  ['eddm', eddm()],
  ['hddm_a', hddmA()],
  ['hddm_w', hddmW()],
  ['page_hinkley', pageHinkley()],
]

describe.each(all)('%s', (name, detector) => {
  it('says drift and warning where the reference does', () => {
    const known = golden(name)
    expect(positions(detector, bitsOf(known), 'drift')).toEqual(known.drift)
    expect(positions(detector, bitsOf(known), 'warning')).toEqual(known.warning)
    if (known.numeric) expect(positions(detector, known.numeric, 'drift')).toEqual(known.driftNumeric)
  })

  it('goes on from its state, through JSON, as if it had never stopped', () => {
    const values = bitsOf(golden(name))
    for (const cut of [1, 40, 700, 1110, 2200]) {
      const first = detector.create()
      for (const value of values.slice(0, cut)) first.update(value)
      const second = detector.create()
      second.restore(JSON.parse(JSON.stringify(first.state())))
      for (const value of values.slice(cut)) expect(second.update(value)).toBe(first.update(value))
      expect(second.state()).toEqual(first.state())
    }
  })

  it('passes over what is not finite', () => {
    const state = detector.create()
    state.update(1)
    const before = JSON.stringify(state.state())
    expect([Number.NaN, Number.POSITIVE_INFINITY].map((value) => state.update(value))).toEqual(['none', 'none'])
    expect(JSON.stringify(state.state())).toBe(before)
  })
})

it("adwin's window is as the reference says, and its memory is logarithmic", () => {
  const { trace, ...known } = golden('adwin')
  const state = adwin().create() as ReturnType<Detector['create']> & {
    window: { width: number; mean: number; variance: number }
  }
  bitsOf({ trace, ...known }).forEach((bit, i) => {
    state.update(bit)
    const wanted = trace.find((entry) => entry.i === i)
    if (!wanted) return
    expect(state.window.width).toBe(wanted.width)
    expect(state.window.mean).toBeCloseTo(wanted.mean, 12)
    expect(state.window.variance).toBeCloseTo(wanted.variance, 12)
  })
  const long = adwin().create()
  for (let i = 0; i < 200_000; i++) long.update(0.5)
  expect((long.state() as { sums: number[] }).sums.length).toBeLessThan(120)
})

it("kswin's test is that of Kolmogorov and Smirnov, as the reference computes it", () => {
  for (const { recent, reference, D } of golden('kswin_test').rows) {
    expect(ksDistance(Float64Array.from(recent), Float64Array.from(reference))).toBeCloseTo(D, 12)
  }
})

it('kswin goes on from its state, and is the same for the same seed', () => {
  const { next } = createRandom(3)
  const values = Array.from({ length: 600 }, (_, i) => next() + (i > 300 ? 0.5 : 0))
  const [one, two] = [kswin().create(), kswin().create()]
  values.forEach((value, i) => {
    const level = one.update(value)
    expect(two.update(value)).toBe(level)
    if (i === 250) two.restore(JSON.parse(JSON.stringify(one.state())))
  })
})

/* Measured: how soon, and how often for nothing. */
describe('a stream of errors, ten seeds', () => {
  const stream = (seed: number, length: number, rate: (i: number) => number): number[] => {
    const { next } = createRandom(seed)
    return Array.from({ length }, (_, i) => (next() < rate(i) ? 1 : 0))
  }
  // False drifts that are allowed in 100,000 values; values until a rise from 20 % to 50 % is noticed.
  it.each<[string, Detector, number, number]>([
    ['adwin', adwin(), 3, 250],
    ['ddm', ddm(), 20, 600],
    ['hddmA', hddmA(), 10, 200],
    ['hddmW', hddmW(), 60, 100],
    ['pageHinkley', pageHinkley(), 3, 400],
  ])('%s', (_, detector, falseDrifts, delay) => {
    let fromNothing = 0
    for (let seed = 1; seed <= 10; seed++) {
      fromNothing += positions(
        detector,
        stream(seed, 10_000, () => 0.2),
        'drift',
      ).length
      const risen = stream(seed + 100, 3000, (i) => (i < 2000 ? 0.2 : 0.5))
      const first = positions(detector, risen, 'drift').find((at) => at >= 2000)
      expect((first ?? Number.POSITIVE_INFINITY) - 2000).toBeLessThan(delay)
    }
    expect(fromNothing).toBeLessThanOrEqual(falseDrifts)
  })
})

describe('settings', () => {
  it.each([
    [() => adwin({ delta: 0 })],
    [() => ddm({ minInstances: 0.5 })],
    [() => eddm({ drift: 2 })],
    [() => hddmA({ warning: -1 })],
    [() => hddmW({ lambda: 1 })],
    [() => pageHinkley({ threshold: 0 })],
    [() => kswin({ window: 20, recent: 15 })],
  ])('out of range throw ERR_OPTION: %s', (make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})
