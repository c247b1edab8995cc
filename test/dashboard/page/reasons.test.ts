import { describe, expect, it } from 'vitest'
import { reasonsFor } from '../../../src/dashboard/page/reasons.js'

const told = { truth: [1], prediction: [1], gradientNorms: { w: 1 }, samplesPerSecond: 5 }

describe('why a panel is empty', () => {
  it('is nothing where it has something to show', () => {
    const reasons = reasonsFor({ metrics: { mae: 1 } }, { ...told, sample: { a: 1 } }, true)
    expect(Object.values(reasons)).toEqual(Array(5).fill(undefined))
  })

  it('is the width of the samples, where it is that', () => {
    const { stream, whatif, activations } = reasonsFor({ metrics: { mae: 1 } }, told, true)
    expect(stream).toBeUndefined()
    expect(whatif).toMatch(/more fields than are sent along \(64\)/)
    expect(activations).toMatch(/more fields than are sent along \(64\)/)
  })

  it('is that a bare model tells nothing by itself, and what would', () => {
    const { stream, error, gradients, whatif } = reasonsFor({}, {}, false)
    expect(stream).toMatch(/about\.live\.truth/)
    expect(error).toMatch(/about\.metrics/)
    expect(gradients).toMatch(/about\.live\.gradientNorms/)
    expect(whatif).toMatch(/about\.live\.names/)
  })

  it('of a learner that only began is that', () => {
    expect(new Set(Object.values(reasonsFor({}, {}, true)))).toEqual(
      new Set(['Nothing was learned since it was published.']),
    )
  })
})
