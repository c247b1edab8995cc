import { describe, expect, it } from 'vitest'
import { chain, dense, type Optimizer, piecewise, sgd, shrink, squaredError } from '../../src/index.js'
import { createModel } from '../layers/trainable.js'
import { optimizerFrom } from '../../src/optimizers/builtin.js'

/** Weights and bias of a 2-1 network after so many steps with a zero gradient. */
function after(steps: number, optimizer: Optimizer): readonly number[] {
  const model = createModel({ input: 2, layers: [dense(1)], kernels: 'float64' })
  model.parameters.set([4, -8], 0)
  model.parameters.set([2], model.layout[1]?.offset)
  const loss = model.attachLoss(squaredError())
  const attached = model.attachRules(optimizer.rules)
  for (let step = 0; step < steps; step++) model.train({ x: [0, 0], y: model.predict([0, 0]) }, loss, attached)
  return [...model.parameters.subarray(0, 2), model.parameters[model.layout[1]?.offset ?? 0] ?? Number.NaN]
}

describe('shrink', () => {
  it('takes the same part of every weight after each step', () => {
    expect(after(2, chain(sgd({ learningRate: 0.1 }), shrink({ decay: 0.5 })))).toEqual([1, -2, 0.5])
  })

  it('leaves the biases alone where it is told to', () => {
    expect(after(2, chain(sgd({ learningRate: 0.1 }), shrink({ decay: 0.5, biases: false })))).toEqual([1, -2, 2])
  })

  it('follows a schedule', () => {
    const decay = piecewise([
      { from: 1, value: 0 },
      { from: 3, value: 0.75 },
    ])
    const rule = chain(sgd({ learningRate: 0.1 }), shrink({ decay, biases: false }))
    expect(after(2, rule)).toEqual([4, -8, 2])
    expect(after(3, rule)).toEqual([1, -2, 2])
  })

  it('comes back from its JSON, schedule and all', () => {
    const decay = piecewise([{ from: 1, value: 0.5 }])
    const { rules } = chain(sgd({ learningRate: 0.1 }), shrink({ decay, biases: false }))
    const json = JSON.parse(JSON.stringify(rules.map(({ name, settings }) => ({ name, settings }))))
    expect(after(1, optimizerFrom(json))).toEqual([2, -4, 2])
  })

  it('refuses what is no part', () => {
    expect(() => shrink({ decay: 1 })).toThrowError(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})
