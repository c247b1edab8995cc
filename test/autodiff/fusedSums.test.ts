import { describe, expect, it } from 'vitest'
import { tanh } from '../../src/layers/activations/tanh.js'
import { shared } from '../../src/layers/combinators/shared.js'
import { dense } from '../../src/layers/dense.js'
import { createModel, type Model } from '../layers/trainable.js'
import { squaredError } from '../../src/losses/squaredError.js'
import { begin, unpadded, writeParameters } from '../layers/parameters.js'

/* A weight that stands at several places: its outer products are added in place, one after the other. */

const x = [0.3, -0.7, 0.9, 0.2]

function backwardOf(model: Model): { readonly flat: number[]; readonly input: number[]; readonly again: number[] } {
  const pass = begin(model, x)
  pass.setCotangent([0.5, -1, 0.25, 2])
  pass.backward()
  const flat = unpadded(model, pass.gradients())
  // Once more from the same tape: nothing was left over in the sums.
  pass.backward()
  return { flat, input: [...pass.inputGradient()], again: unpadded(model, pass.gradients()) }
}

describe('gradients of a weight at several places', () => {
  const step = [dense(4), tanh()]
  const tied = createModel({ input: 4, layers: [1, 2, 3].map(() => shared('step', step)), seed: 1 })
  const apart = createModel({ input: 4, layers: [1, 2, 3].flatMap(() => step), seed: 2 })
  const weights = unpadded(tied, tied.parameters)
  writeParameters(apart, [...weights, ...weights, ...weights])

  it('are the sums of those at each, last place first, to the bit', () => {
    const [together, each] = [backwardOf(tied), backwardOf(apart)]
    const part = (place: number, at: number): number => each.flat[place * weights.length + at] ?? Number.NaN
    const sums = weights.map((_, at) => Math.fround(Math.fround(part(2, at) + part(1, at)) + part(0, at)))
    expect(together.flat).toEqual(sums)
    expect(together.input).toEqual(each.input)
  })

  it('are the same when the way back is run again, or the memory was laid out anew', () => {
    const { flat, again } = backwardOf(tied)
    expect(again).toEqual(flat)
    tied.attachLoss(squaredError())
    expect(backwardOf(tied).flat).toEqual(flat)
  })

  it('of a pass under way survive a new layout', () => {
    const model = createModel({ input: 4, layers: [1, 2, 3].map(() => shared('step', step)), seed: 1 })
    const pass = begin(model, x)
    pass.setCotangent([0.5, -1, 0.25, 2])
    pass.backward()
    model.attachLoss(squaredError())
    expect(unpadded(model, pass.gradients())).toEqual(backwardOf(tied).flat)
  })
})
