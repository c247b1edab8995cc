import { describe, expect, it } from 'vitest'
import { dense } from '../../src/layers/dense.js'
import { dropout } from '../../src/layers/dropout.js'
import { constant } from '../../src/layers/initializers.js'
import { definition, layer, toSpec } from '../../src/layers/layer.js'
import { createModel } from './trainable.js'
import { parallel } from '../../src/layers/combinators/parallel.js'
import { residual } from '../../src/layers/combinators/residual.js'
import { shared } from '../../src/layers/combinators/shared.js'
import { tanh } from '../../src/layers/activations/tanh.js'
import { concatenate } from '../../src/layers/combinators/concatenate.js'
import { begin, unpadded, writeParameters } from './parameters.js'

const swishBeta = layer('swishBeta', ({ x, parameter, op }) => {
  const beta = parameter('beta', [1], constant(1))
  return op.mul(x, op.sigmoid(op.mul(beta, x)))
})

const swish = (x: number, beta: number): number => x / (1 + Math.exp(-beta * x))

describe('layers of your own', () => {
  it('make specs that are plain JSON and carry their definition', () => {
    expect(JSON.stringify(swishBeta({ a: 1 }))).toBe('{"a":1,"type":"swishBeta"}')
    expect(swishBeta()[definition]).toBe(swishBeta[definition])
  })

  it.each([
    ['as a spec', swishBeta()],
    ['bare', swishBeta],
  ])('work %s, their parameters learned', (_, entry) => {
    const model = createModel({ input: 2, layers: [entry], kernels: 'float64' })
    expect(model.layout.map(({ name }) => name)).toEqual(['0.swishBeta.beta'])
    const pass = begin(model, [0.5, -1])
    pass.output().forEach((y, at) => {
      expect(y).toBeCloseTo(swish([0.5, -1][at] ?? 0, 1), 14)
    })
    pass.setCotangent([1, 1])
    pass.backward()
    const slope = (swish(0.5, 1 + 1e-5) + swish(-1, 1 + 1e-5) - swish(0.5, 1 - 1e-5) - swish(-1, 1 - 1e-5)) / 2e-5
    expect(unpadded(model, pass.gradients())[0]).toBeCloseTo(slope, 8)
  })

  it('are found by name when the spec came as JSON', () => {
    const spec = JSON.parse(JSON.stringify(createModel({ input: 2, layers: [residual([swishBeta])] }).spec)) as {
      input: 2
      layers: []
    }
    expect(() => createModel(spec)).toThrow(expect.objectContaining({ code: 'ERR_LAYER' }))
    const model = createModel({ ...spec, definitions: { swishBeta: swishBeta[definition] } })
    expect(model.predict([1, 0])[0]).toBeCloseTo(1 + swish(1, 1), 6)
  })

  it('need a name', () => {
    expect(() => layer('', ({ x }) => x)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    expect(() => toSpec('dense')).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    expect(() => toSpec(() => 1)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})

describe('what layers promise besides their mathematics', () => {
  it('shared weights exist once and collect both gradients', () => {
    const model = createModel({
      input: 1,
      layers: [shared('w', [dense(1, { bias: false })]), shared('w', [dense(1, { bias: false })])],
      kernels: 'float64',
    })
    expect(model.layout).toHaveLength(1)
    writeParameters(model, [3])
    const pass = begin(model, [2])
    expect(pass.output()[0]).toBe(18)
    pass.setCotangent([1])
    pass.backward()
    expect(unpadded(model, pass.gradients())).toEqual([2 * 2 * 3])
  })

  it('frozen weights get no gradient, and let it through to what is below', () => {
    const model = createModel({ input: 2, layers: [dense(2), dense(1, { trainable: false })], kernels: 'float64' })
    const pass = begin(model, [1, 2])
    pass.setCotangent([1])
    pass.backward()
    const [first, , , , , , ...frozen] = unpadded(model, pass.gradients())
    expect(first).not.toBe(0)
    expect(frozen).toEqual([0, 0, 0])
  })

  it('dropout is the identity when predicting, and scales what it keeps when training', () => {
    const model = createModel({ input: 1000, layers: [dropout(0.25)], seed: 2 })
    const x = new Float32Array(1000).fill(3)
    expect(model.predict(x)).toEqual(x)
    const output = begin(model, x).output()
    const dropped = output.filter((value) => value === 0).length
    expect(Math.abs(dropped - 250)).toBeLessThan(60)
    expect(output.every((value) => value === 0 || value === 4)).toBe(true)
  })

  it('named inputs go to the branches of their names', () => {
    const model = createModel({
      input: { a: 1, b: 2 },
      layers: [parallel({ b: [], a: [tanh] }), concatenate],
      kernels: 'float64',
    })
    expect(Array.from(model.predict({ a: [0.5], b: [1, 2] }))).toEqual([1, 2, expect.closeTo(Math.tanh(0.5), 14)])
  })
})
