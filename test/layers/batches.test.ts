import { describe, expect, it } from 'vitest'
import { isFault } from '../../src/rejection.js'
import { build, cases } from './cases.js'
import { begin, unpadded } from './parameters.js'

const cotangent = (sample: number): number[] => [0.3, -0.7, 0.2, 0.9].map((value) => value * (1 + sample))

/** Within 1e-12 of each other: only the order of sums may differ. */
function expectEqual(got: readonly number[], wanted: readonly number[]): void {
  expect(got.length).toBe(wanted.length)
  got.forEach((value, at) => {
    expect(Math.abs(value - (wanted[at] ?? Number.NaN))).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)))
  })
}

describe('a batch of three is three samples, or an error where samples follow each other', () => {
  it.each(Object.entries(cases))('%s', (_, layout) => {
    const { model } = build(layout)
    const xs = [0, 0.5, 1].map((shift) => build(layout, shift).x)
    if (model.stateful) {
      expect(() => model.beginBatch(xs)).toThrow(expect.objectContaining({ code: 'ERR_BATCH' }))
      return
    }
    const alone = xs.map((x, sample) => {
      const pass = begin(model, x)
      pass.setCotangent(cotangent(sample))
      pass.backward()
      const result = {
        output: [...pass.output()],
        input: [...pass.inputGradient()],
        gradients: unpadded(model, pass.gradients()),
      }
      pass.release()
      return result
    })
    const batch = model.beginBatch(xs)
    if (isFault(batch)) throw new Error(batch.reason)
    batch.setCotangent(xs.flatMap((_, sample) => cotangent(sample)))
    batch.backward()
    expectEqual(
      [...batch.output()],
      alone.flatMap(({ output }) => output),
    )
    expectEqual(
      [...batch.inputGradient()],
      alone.flatMap(({ input }) => input),
    )
    const sums = alone
      .map(({ gradients }) => gradients)
      .reduce((a, b) => a.map((value, at) => value + (b[at] ?? Number.NaN)))
    expectEqual(unpadded(model, batch.gradients()), sums)
  })
})
