import { describe, expect, it } from 'vitest'
import { cos, exp, log, pow, power } from '../../src/kernels/float64Math.js'

const points = (from: number, to: number, count = 5000): number[] =>
  Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1))

describe('float64 functions of our own', () => {
  it.each([
    ['exp', exp, Math.exp, points(-700, 700)],
    ['log', log, Math.log, points(1e-6, 50).map((x) => x * x * x)],
    ['log, far out', log, Math.log, points(-300, 300).map((x) => 10 ** x)],
  ] as const)('%s is within 2e-15, relative', (_, ours, theirs, xs) => {
    for (const x of xs) {
      const wanted = theirs(x)
      expect(Math.abs(ours(x) - wanted), `at ${x}`).toBeLessThanOrEqual(
        2e-15 * Math.max(Math.abs(wanted), Math.abs(x - 1) < 0.1 ? 1 : 0),
      )
    }
  })

  it('cos is within 2e-15 on a few turns', () => {
    for (const x of points(-10, 10)) expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThanOrEqual(2e-15)
  })

  it('powers', () => {
    expect([power(3, 0), power(3, 5), power(2, 31), pow(4, 0.5).toFixed(12)]).toEqual([
      1,
      243,
      2 ** 31,
      '2.000000000000',
    ])
  })

  it('ends of the range', () => {
    expect([exp(-Infinity), exp(Infinity), exp(Number.NaN), exp(0), log(0), log(-1), log(1), log(Infinity)]).toEqual([
      0,
      Infinity,
      Number.NaN,
      1,
      -Infinity,
      Number.NaN,
      0,
      Infinity,
    ])
  })
})
