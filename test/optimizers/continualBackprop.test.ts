import { readFileSync } from 'node:fs'
import { bufferCount, from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  adam,
  backward,
  chain,
  continualBackprop,
  dense,
  forward,
  type Initializer,
  l2Init,
  layerNorm,
  leakyRelu,
  type LayerSpec,
  loss,
  type Optimizer,
  relu,
  residual,
  sgd,
  squaredError,
  tanh,
  update,
} from '../../src/index.js'
import { createModel, type Model } from '../layers/trainable.js'
import { optimizerFrom } from '../../src/optimizers/builtin.js'

interface Tensor {
  readonly data: readonly number[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/training/stream_cbp.json', import.meta.url), 'utf8')) as {
  readonly params: {
    readonly lr: number
    readonly replacementRate: number
    readonly decay: number
    readonly maturity: number
  }
  readonly inputs: Tensor
  readonly targets: readonly number[]
  readonly start: { readonly W1: Tensor; readonly b1: Tensor; readonly W2: Tensor; readonly b2: number }
  readonly fresh: Tensor
  readonly trace: readonly {
    readonly loss: number
    readonly replaced: readonly number[]
    readonly W1?: Tensor
    readonly b1?: Tensor
    readonly W2?: Tensor
    readonly b2?: number
  }[]
}

/** Gives what is left of a list: first the start, then the weights of each unit that is begun anew. */
function given(values: readonly number[]): Initializer {
  let at = 0
  return { fill: (weights) => void weights.forEach((_, i) => (weights[i] = values[at++] ?? Number.NaN)) }
}

/** A parameter's numbers, without padding. */
function values(model: Model, name: string): number[] {
  const entry = model.layout.find((each) => each.name === name)
  if (!entry) throw new Error(`no ${name}`)
  const columns = entry.shape[entry.shape.length - 1] ?? 1
  const rows = entry.shape.slice(0, -1).reduce((product, size) => product * size, 1)
  const step = 4 * Math.ceil(columns / 4)
  return Array.from({ length: rows }, (_, row) => {
    const from = entry.offset + row * step
    return [...model.parameters.subarray(from, from + columns)]
  }).flat()
}

const close = (got: readonly number[], wanted: readonly number[] | undefined): void => {
  expect(got).toHaveLength(wanted?.length ?? -1)
  got.forEach((value, i) => expect(value).toBeCloseTo(wanted?.[i] ?? Number.NaN, 10))
}

describe('continualBackprop', () => {
  it('follows the golden run: which units go, when, and every weight after', () => {
    const { params, start, fresh, inputs, targets, trace } = golden
    const model = createModel({
      input: 3,
      layers: [
        dense(5, { start: given([...start.W1.data, ...fresh.data]), biasStart: given(start.b1.data) }),
        relu(),
        dense(1, { start: given(start.W2.data), biasStart: given([start.b2]) }),
      ],
      kernels: 'float64',
    })
    const attachedLoss = model.attachLoss(squaredError())
    const { lr: learningRate, replacementRate: rate, decay, maturity } = params
    const rules = chain(sgd({ learningRate }), continualBackprop({ rate, decay, maturity })).rules
    const attached = model.attachRules(rules)
    let replaced = 0
    trace.forEach((wanted, step) => {
      const x = inputs.data.slice(3 * step, 3 * step + 3)
      const error = (model.predict(x)[0] ?? Number.NaN) - (targets[step] ?? 0)
      expect(0.5 * error * error).toBeCloseTo(wanted.loss, 10)
      model.train({ x, y: [targets[step] ?? 0] }, attachedLoss, attached)
      replaced += wanted.replaced.length
      if (!wanted.W1) return
      close(values(model, '0.dense.weight'), wanted.W1.data)
      close(values(model, '0.dense.bias'), wanted.b1?.data)
      close(values(model, '2.dense.weight'), wanted.W2?.data)
      close(values(model, '2.dense.bias'), [wanted.b2 ?? Number.NaN])
    })
    expect(replaced).toBeGreaterThan(5)
  })

  /** A model after so many steps on a made-up stream; every step may renew. */
  function trained(steps: number, optimizer: Optimizer, layers: readonly LayerSpec[], begun?: Model): Model {
    const model = createModel({ input: 3, layers, seed: 4 })
    const attachedLoss = model.attachLoss(squaredError())
    const attached = model.attachRules(optimizer.rules)
    if (begun) model.restore(begun.state, begun.steps)
    for (let step = model.steps; model.steps < steps; step++) {
      const x = [Math.sin(step), Math.cos(3 * step), Math.sin(7 * step)]
      model.train({ x, y: [(x[0] ?? 0) * (x[1] ?? 0)] }, attachedLoss, attached)
    }
    return model
  }
  const often = continualBackprop({ rate: 0.02, maturity: 5 })
  const layers = [dense(8), tanh(), dense(6), layerNorm(), leakyRelu(), dense(1)]

  it('renews units of every hidden layer, and goes on from a state to the bit', () => {
    const rule = chain(adam({ learningRate: 0.01 }), often)
    const whole = trained(300, rule, layers)
    const plain = trained(300, adam({ learningRate: 0.01 }), layers)
    for (const name of ['0.dense.weight', '2.dense.weight'])
      expect(values(whole, name)).not.toEqual(values(plain, name))
    const half = trained(151, rule, layers)
    expect(trained(300, rule, layers, half).parameters).toEqual(whole.parameters)
    expect([...whole.parameters].every(Number.isFinite)).toBe(true)
  })

  it('forgets what the optimizer knew of the weights, and lets l2Init pull to the new start', () => {
    const renewing = chain(
      l2Init({ strength: 0 }),
      adam({ learningRate: 1e-9 }),
      continualBackprop({ rate: 1, maturity: 0 }),
    )
    // With a rate of 1 every unit is new after every step: its state is that of a beginning.
    const model = trained(3, renewing, [dense(4, { bias: false }), tanh(), dense(1)])
    const { optimizers } = model.state
    const size = model.parameters.length
    const weight = model.layout[0]
    for (let at = weight?.offset ?? 0; at < (weight?.offset ?? 0) + 16; at++) {
      expect(optimizers[at]).toBe(model.parameters[at])
      expect([optimizers[size + at], optimizers[2 * size + at]]).toEqual([0, 0])
    }
  })

  it('leaves the function as it was where a unit says the same for all', () => {
    const model = createModel({
      input: 1,
      layers: [dense(3, { start: given([0, 0, 0, 9, 9, 9]) }), tanh(), dense(2)],
      seed: 2,
    })
    const attachedLoss = model.attachLoss(squaredError())
    const still = chain(sgd({ learningRate: 1e-30 }), continualBackprop({ rate: 0.4, maturity: 0 }))
    const attached = model.attachRules(still.rules)
    model.parameters.set([0.3, -0.4, 0.5], model.layout.find(({ name }) => name === '0.dense.bias')?.offset)
    const before = model.predict([1])
    model.train({ x: [1], y: before }, attachedLoss, attached)
    expect(values(model, '0.dense.weight').filter((weight) => weight === 9)).toHaveLength(1)
    model.predict([1]).forEach((value, i) => expect(value).toBeCloseTo(before[i] ?? Number.NaN, 6))
  })

  it('takes batches: a step is one step of age, whatever its size', () => {
    const model = createModel({ input: 3, layers: [dense(4), tanh(), dense(1)], seed: 4 })
    const samples = Array.from({ length: 44 }, (_, i) => ({ x: [Math.sin(i), Math.cos(i), 1], y: [0.5] }))
    const renewing = chain(sgd({ learningRate: 1e-9 }), continualBackprop({ rate: 0.5, maturity: 7 }))
    const changedAt: number[] = []
    let before = values(model, '0.dense.weight')
    from(samples)
      .pipe(bufferCount(4), forward(model), loss(squaredError()), backward(), update(renewing))
      .subscribe(({ step }) => {
        const after = values(model, '0.dense.weight')
        if (after.some((weight, i) => Math.abs(weight - (before[i] ?? 0)) > 0.01)) changedAt.push(step)
        before = after
      })
    // Half of those older than seven steps: two of four, one of two, and of the last one half, twice.
    expect(changedAt).toEqual([8, 9, 11])
  })

  it('comes back from its JSON', () => {
    const { rules } = chain(sgd({ learningRate: 0.01 }), often)
    const json = JSON.parse(JSON.stringify(rules.map(({ name, settings }) => ({ name, settings }))))
    expect(trained(100, optimizerFrom(json), layers).parameters).toEqual(
      trained(100, chain(sgd({ learningRate: 0.01 }), often), layers).parameters,
    )
  })

  it.each([
    ['no hidden layer', [dense(1)]],
    ['units that something else reads', [dense(3), residual([dense(3)]), dense(1)]],
  ])('refuses a model with %s', (_, spec) => {
    const model = createModel({ input: 3, layers: spec })
    expect(() => model.attachRules(often.rules)).toThrowError(expect.objectContaining({ code: 'ERR_RULE' }))
    // The model goes on with another optimizer.
    expect(model.attachRules(sgd({ learningRate: 0.1 }).rules).steps).toBe(0)
    expect(model.optimizers).toHaveLength(1)
  })

  it.each([{ rate: 2 }, { rate: Number.NaN }, { maturity: 1.5 }, { maturity: -1 }, { decay: 1 }])(
    'refuses %o',
    (wrong) => {
      expect(() => continualBackprop(wrong)).toThrowError(expect.objectContaining({ code: 'ERR_OPTION' }))
    },
  )
})
