import { describe, expect, it } from 'vitest'
import { dense, type Optimizer, piecewise, sgd, zeros } from '../../src/index.js'
import { createModel } from '../layers/trainable.js'
import { Pass } from '../../src/layers/model/pass.js'
import { optimizerFrom } from '../../src/optimizers/builtin.js'

/** The bias of a 1-1 network, which begins at 0, along steps with these gradients. */
function path(gradients: readonly number[], optimizer: Optimizer): readonly number[] {
  const model = createModel({ input: 1, layers: [dense(1, { biasStart: zeros() })], kernels: 'float64' })
  const attached = model.attachRules(optimizer.rules)
  return gradients.map((gradient) => {
    const pass = model.begin([0])
    if (!(pass instanceof Pass)) throw new Error('no pass')
    pass.setCotangent([gradient])
    pass.backward()
    expect(pass.update(attached)).toBeUndefined()
    return model.parameters[model.layout[1]?.offset ?? 0] ?? Number.NaN
  })
}

const phases = (first: number, second: number) =>
  piecewise([
    { from: 1, value: first },
    { from: 3, value: second },
  ])

describe('sgd', () => {
  const both = { learningRate: phases(1, 2), momentum: phases(0.5, 0.25) }

  it('keeps its velocity where rate and momentum change, as eq. 9 of 1986 has it', () => {
    // Velocities 8, 8/2 + 8, 12/4 + 0, 3/4 + 16: the rate of a gradient is that of its own step.
    expect(path([8, 8, 0, 8], sgd(both))).toEqual([-8, -20, -23, -39.75])
  })

  it('has its momentum on a schedule in the other form too', () => {
    // Velocities 8, 12, 3, 8.75, each times the rate of the step at which it is used.
    expect(path([8, 8, 0, 8], sgd({ ...both, form: 'pytorch' }))).toEqual([-8, -20, -26, -43.5])
  })

  it('comes back from its JSON, schedules and all', () => {
    const json = JSON.parse(JSON.stringify(sgd(both).rules.map(({ name, settings }) => ({ name, settings }))))
    expect(path([8, 8, 0, 8], optimizerFrom(json))).toEqual([-8, -20, -23, -39.75])
  })

  it('refuses a momentum that is no part', () => {
    expect(() => sgd({ learningRate: 1, momentum: 1 })).toThrowError(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})
