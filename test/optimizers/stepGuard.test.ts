import { describe, expect, it } from 'vitest'
import {
  chain,
  concatenate,
  createRandom,
  dense,
  gelu,
  layerNorm,
  parallel,
  rmsprop,
  sgd,
  softmaxCrossEntropy,
  squaredError,
  stepGuard,
  zeros,
} from '../../src/index.js'
import { createModel, type Model } from '../layers/trainable.js'
import { optimizerFrom } from '../../src/optimizers/builtin.js'

const guarded = chain(rmsprop({ learningRate: 0.005, biasCorrection: true }), stepGuard())

function network(kernels: 'simd' | 'reference' | 'float64', inputs = 5): Model {
  const hidden = [dense(7), layerNorm({ affine: false }), gelu({ approximate: 'sigmoid' })]
  const out = dense(3, { start: zeros(), biasStart: zeros() })
  return createModel({
    input: inputs,
    layers: [parallel([hidden, []]), concatenate(), out],
    seed: 4,
    tapes: 1,
    kernels,
  })
}

function train(model: Model, steps: number): void {
  const loss = softmaxCrossEntropy()
  const at = model.attachLoss(loss)
  const optimizer = model.attachRules(guarded.rules)
  const { next } = createRandom(2)
  for (let step = 0; step < steps; step++) {
    const x = Array.from({ length: model.inputLength }, () => next() * 4 - 2)
    model.train({ x, y: step % 3 }, at, optimizer)
  }
}

describe('rmsprop with the step guard', () => {
  it('leaves the same bits in the SIMD kernels and their twin', () => {
    for (const inputs of [1, 4, 5, 9]) {
      const [simd, twin] = [network('simd', inputs), network('reference', inputs)]
      train(simd, 60)
      train(twin, 60)
      expect(simd.state).toEqual(twin.state)
    }
  })

  it('is the formula: theta -= c (1 - exp(-f)) / f, f = c.g / (2 |delta|^2)', () => {
    // One linear unit: y = w x + b, loss (y - d)^2 / 2, so that g = delta [x, 1].
    const model = createModel({ input: 2, layers: [dense(1)], seed: 1, kernels: 'float64' })
    const loss = squaredError()
    const at = model.attachLoss(loss)
    const optimizer = model.attachRules(guarded.rules)
    const w = [...model.parameters.slice(0, 2), model.parameters[4] ?? 0]
    const v = [0, 0, 0]
    const { next } = createRandom(7)
    for (let t = 1; t <= 50; t++) {
      const x = [next() * 20, next() - 0.5]
      const target = next() * 10
      const y = (w[0] ?? 0) * (x[0] ?? 0) + (w[1] ?? 0) * (x[1] ?? 0) + (w[2] ?? 0)
      const [before] = model.predict(x)
      expect(before).toBeCloseTo(y, 10)
      const output = model.train({ x, y: [target] }, at, optimizer)
      expect(output).toBeInstanceOf(Float64Array)
      const delta = derivative(y, target)
      const g = [delta * (x[0] ?? 0), delta * (x[1] ?? 0), delta]
      const c = g.map((gi, i) => {
        v[i] = 0.99 * (v[i] ?? 0) + 0.01 * gi * gi
        return (0.005 * gi) / (Math.sqrt((v[i] ?? 0) / (1 - 0.99 ** t)) + 1e-8)
      })
      const f = (0.5 * c.reduce((sum, ci, i) => sum + ci * (g[i] ?? 0), 0)) / (delta * delta + 1e-12)
      const factor = f < 1e-6 ? 1 : (1 - Math.exp(-f)) / f
      c.forEach((ci, i) => {
        w[i] = (w[i] ?? 0) - ci * factor
      })
    }
  })

  it('cannot overshoot: one huge step on a linear unit comes no further than its target', () => {
    const model = createModel({ input: 1, layers: [dense(1, { start: zeros() })], kernels: 'float64' })
    const loss = squaredError()
    const optimizer = model.attachRules(chain(sgd({ learningRate: 1e4 }), stepGuard()).rules)
    model.train({ x: [3], y: [10] }, model.attachLoss(loss), optimizer)
    const [reached = 0] = model.predict([3])
    expect(reached).toBeGreaterThan(0)
    expect(reached).toBeLessThanOrEqual(20.000001)
  })

  it('changes nothing about a tiny step', () => {
    const [plain, careful] = [network('float64'), network('float64')]
    const loss = softmaxCrossEntropy()
    const tiny = rmsprop({ learningRate: 1e-9 })
    for (const [model, rules] of [
      [plain, tiny.rules],
      [careful, chain(tiny, stepGuard()).rules],
    ] as const) {
      model.train({ x: [1, 2, 3, 4, 5], y: 1 }, model.attachLoss(loss), model.attachRules(rules))
    }
    expect([...careful.parameters]).toEqual([...plain.parameters])
  })

  it('is JSON, and stands last in a chain', () => {
    const json = guarded.rules.map(({ name, settings }) => ({ name, settings }))
    expect(optimizerFrom(JSON.parse(JSON.stringify(json))).rules.map(({ name }) => name)).toEqual([
      'rmsprop',
      'stepGuard',
    ])
    expect(() => network('simd').attachRules(chain(stepGuard(), sgd({ learningRate: 1 })).rules)).toThrow(
      expect.objectContaining({ code: 'ERR_RULE' }),
    )
  })
})

/** Of `squaredError`, measured: whatever its scale is. */
function derivative(y: number, target: number): number {
  const model = createModel({
    input: 1,
    layers: [dense(1, { start: zeros(), biasStart: zeros() })],
    kernels: 'float64',
  })
  const loss = squaredError()
  const value = (shift: number): number => {
    const optimizer = model.attachRules(sgd({ learningRate: 1e-300 }).rules)
    model.train({ x: [0], y: [target - y + shift] }, model.attachLoss(loss), optimizer)
    return model.lastLoss
  }
  return (value(-1e-5) - value(1e-5)) / 2e-5
}
