import { describe, expect, it } from 'vitest'
import { adam, chain, dense, perturb, squaredError } from '../../src/index.js'
import { createModel } from '../layers/trainable.js'
import { optimizerFrom } from '../../src/optimizers/builtin.js'

describe('perturb', () => {
  it('stirs the steps of any optimizer', () => {
    const weightAfter = (noise: number): number => {
      const model = createModel({ input: 1, layers: [dense(1, { bias: false })], seed: 2 })
      const loss = model.attachLoss(squaredError())
      const { rules } = chain(adam(), perturb({ noise }))
      const attached = model.attachRules(
        optimizerFrom(JSON.parse(JSON.stringify(rules.map(({ name, settings }) => ({ name, settings }))))).rules,
      )
      model.train({ x: [1], y: [3] }, loss, attached)
      return model.parameters[0] ?? Number.NaN
    }
    expect(Math.abs(weightAfter(0.25) - weightAfter(0))).toBeCloseTo(0.25, 6)
  })

  it('refuses negative noise', () => {
    expect(() => perturb({ noise: -1 })).toThrowError(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})
