import { describe, expect, it } from 'vitest'
import { dense, dropout } from '../../src/index.js'
import { createModel } from './trainable.js'
import { expectClose, goldenDropout, numbers } from '../golden/vector.js'
import { begin } from './parameters.js'

describe('dropout', () => {
  it.each(['float64', 'simd', 'reference'] as const)('equals PyTorch under the mask it drew, %s', (kernels) => {
    const golden = goldenDropout()
    const mask = golden.aux?.mask?.data ?? []
    const drawn = (seed: number) => {
      const model = createModel({ input: 6, layers: [dropout(0.25)], seed, kernels })
      return { model, mask: Array.from(begin(model, [1, 1, 1, 1, 1, 1]).output(), Math.sign) }
    }
    // The mask of the reference comes up under one of these seeds; a fresh model with it draws it first.
    let seed = 0
    while (seed < 5000 && drawn(seed).mask.join() !== mask.join()) seed += 1
    const model = createModel({ input: 6, layers: [dropout(0.25)], seed, kernels })
    const pass = begin(model, numbers(golden.inputs))
    pass.setCotangent(numbers(golden.cotangents))
    pass.backward()
    expectClose(pass.output(), numbers(golden.outputs), kernels === 'float64', 'output')
    expectClose(pass.inputGradient(), numbers(golden.gradInputs), kernels === 'float64', 'input gradient')
  })

  it('draws anew for every sample of a batch', () => {
    const model = createModel({ input: 64, layers: [dropout(0.5)], seed: 1 })
    const ones = new Float32Array(64).fill(1)
    const pass = model.beginBatch([ones, ones])
    if (!('output' in pass)) throw new Error(pass.reason)
    const output = pass.output()
    expect(output.subarray(0, 64)).not.toEqual(output.subarray(64))
  })

  it.each([-0.1, 1, 1.5, Number.NaN])('refuses a rate of %s', (rate) => {
    expect(() => createModel({ input: 2, layers: [dense(2), dropout(rate)] })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION' }),
    )
  })
})
