import { describe, expect, it } from 'vitest'
import { unary64 } from '../../src/kernels/reference/functions.js'
import { Unary } from '../../src/kernels/isa.js'
import { erf, exp, expm1, log, log1p, sigmoid, tanh } from '../../src/kernels/transcendental.js'

const number = new Float32Array(1)
const bits = new Int32Array(number.buffer)

/** Distance between neighbouring float32 numbers at y. */
const spacing = (y: number): number => {
  number[0] = Math.abs(y)
  return 2 ** (Math.max(((bits[0] ?? 0) >> 23) - 127, -126) - 23)
}

/** Largest error in ulps over a dense sample of all float32 numbers whose result is normal and finite. */
const worst = (ours: (x: number) => number, exact: (x: number) => number): number => {
  let largest = 0
  for (let i = 0; i < 0xffffffff; i += 9973) {
    bits[0] = i
    const x = number[0] ?? 0
    const expected = exact(x)
    const size = Math.abs(expected)
    if (!(size > 1.2e-38 && size < 3.4e38)) continue
    largest = Math.max(largest, Math.abs(ours(x) - expected) / spacing(expected))
  }
  return largest
}

describe('float32 functions', () => {
  const bounds = { EXP: 1, LOG: 1, EXPM1: 2, LOG1P: 2, TANH: 3, SIGMOID: 2, ERF: 2 } as const
  const functions = { EXP: exp, LOG: log, EXPM1: expm1, LOG1P: log1p, TANH: tanh, SIGMOID: sigmoid, ERF: erf } as const
  for (const name of Object.keys(bounds) as (keyof typeof bounds)[]) {
    it(`${name} is within ${bounds[name]} ulp`, () => {
      expect(worst(functions[name], unary64[Unary[name]] ?? Math.abs)).toBeLessThan(bounds[name])
    })
    it(`${name} keeps NaN`, () => {
      expect(functions[name](Number.NaN)).toBeNaN()
    })
  }

  it('has the right limits', () => {
    const { POSITIVE_INFINITY: up, NEGATIVE_INFINITY: down } = Number
    expect([exp(up), exp(down), exp(89), exp(-104)]).toEqual([up, 0, up, 0])
    expect([log(0), log(up), log(-1), log1p(-1), log1p(up), log1p(-2)]).toEqual([
      down,
      up,
      Number.NaN,
      down,
      up,
      Number.NaN,
    ])
    expect([expm1(up), expm1(down), tanh(up), tanh(down), sigmoid(up), sigmoid(down)]).toEqual([up, -1, 1, -1, 1, 0])
    expect([erf(up), erf(down), erf(0), tanh(-0)]).toEqual([1, -1, 0, -0])
  })

  it('has an erf in float64 good to 1e-15', () => {
    const erf64 = unary64[Unary.ERF] ?? Math.abs
    expect(Math.abs(erf64(0.5) - 0.5204998778130465)).toBeLessThan(1e-15)
    expect(Math.abs(erf64(-2) + 0.9953222650189527)).toBeLessThan(1e-15)
    expect(erf64(7)).toBe(1)
    expect(erf64(0)).toBe(0)
  })
})
