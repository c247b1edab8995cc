import { describe, expect, it } from 'vitest'
import { averagePool1d } from '../../src/layers/averagePool1d.js'
import { averagePool2d } from '../../src/layers/averagePool2d.js'
import { builtinLayers } from '../../src/layers/builtin.js'
import { concatenate } from '../../src/layers/concatenate.js'
import { conv1d } from '../../src/layers/conv1d.js'
import { conv2d } from '../../src/layers/conv2d.js'
import { dense } from '../../src/layers/dense.js'
import { dropout } from '../../src/layers/dropout.js'
import { elu } from '../../src/layers/elu.js'
import { embedding } from '../../src/layers/embedding.js'
import { flatten } from '../../src/layers/flatten.js'
import { gelu } from '../../src/layers/gelu.js'
import { globalAveragePool } from '../../src/layers/globalAveragePool.js'
import { groupNorm } from '../../src/layers/groupNorm.js'
import { hardSigmoid } from '../../src/layers/hardSigmoid.js'
import { hardTanh } from '../../src/layers/hardTanh.js'
import type { LayerEntry } from '../../src/layers/layer.js'
import { layerNorm } from '../../src/layers/layerNorm.js'
import { leakyRelu } from '../../src/layers/leakyRelu.js'
import { logSoftmax } from '../../src/layers/logSoftmax.js'
import { maxPool1d } from '../../src/layers/maxPool1d.js'
import { maxPool2d } from '../../src/layers/maxPool2d.js'
import { mish } from '../../src/layers/mish.js'
import { createModel, type Model } from '../../src/layers/model.js'
import { isFault, type ModelTarget } from '../../src/layers/pass.js'
import { parallel } from '../../src/layers/parallel.js'
import { relu } from '../../src/layers/relu.js'
import { reshape } from '../../src/layers/reshape.js'
import { residual } from '../../src/layers/residual.js'
import { rmsNorm } from '../../src/layers/rmsNorm.js'
import { selu } from '../../src/layers/selu.js'
import { sequence } from '../../src/layers/sequence.js'
import { shared } from '../../src/layers/shared.js'
import { sigmoid } from '../../src/layers/sigmoid.js'
import { silu } from '../../src/layers/silu.js'
import { softmax } from '../../src/layers/softmax.js'
import { softplus } from '../../src/layers/softplus.js'
import { softsign } from '../../src/layers/softsign.js'
import { tanh } from '../../src/layers/tanh.js'
import { absoluteError } from '../../src/losses/absoluteError.js'
import { binaryCrossEntropy } from '../../src/losses/binaryCrossEntropy.js'
import { builtinLosses } from '../../src/losses/builtin.js'
import { gaussianNll } from '../../src/losses/gaussianNll.js'
import { hinge } from '../../src/losses/hinge.js'
import { huber } from '../../src/losses/huber.js'
import { logCosh } from '../../src/losses/logCosh.js'
import type { Loss } from '../../src/losses/loss.js'
import { poisson } from '../../src/losses/poisson.js'
import { quantile } from '../../src/losses/quantile.js'
import { smoothL1 } from '../../src/losses/smoothL1.js'
import { softmaxCrossEntropy } from '../../src/losses/softmaxCrossEntropy.js'
import { squaredError } from '../../src/losses/squaredError.js'
import { squaredHinge } from '../../src/losses/squaredHinge.js'
import { begin, positions } from './parameters.js'

/*
 * Every layer under every loss, in float64, against central differences with h = 1e-5: relative error at most 1e-6,
 * absolute at most 1e-8 where the gradient is zero in theory. Coordinates whose one-sided differences disagree by more
 * than a tenth stand at a kink and are left out.
 */

const H = 1e-5

interface Case {
  readonly input: number | readonly number[]
  readonly layers: readonly LayerEntry[]
  readonly ids?: boolean
}

/** An activation between two dense layers, so that it has parameters on both sides. */
const between = (...layers: readonly LayerEntry[]): Case => ({ input: 3, layers: [dense(5), ...layers, dense(4)] })
const image = (...layers: readonly LayerEntry[]): Case => ({ input: [2, 5, 4], layers: [...layers, flatten, dense(4)] })
const series = (...layers: readonly LayerEntry[]): Case => ({ input: [2, 7], layers: [...layers, flatten, dense(4)] })

const cases: Readonly<Record<string, Case>> = {
  dense: { input: 3, layers: [dense(4)] },
  'dense without bias': { input: 3, layers: [dense(4, { bias: false })] },
  'dense on rows': { input: [3, 2], layers: [dense(5), tanh, flatten, dense(4)] },
  relu: between(relu),
  leakyRelu: between(leakyRelu({ slope: 0.1 })),
  elu: between(elu({ alpha: 0.7 })),
  selu: between(selu),
  'gelu none': between(gelu()),
  'gelu tanh': between(gelu({ approximate: 'tanh' })),
  'gelu sigmoid': between(gelu({ approximate: 'sigmoid' })),
  silu: between(silu),
  tanh: between(tanh),
  sigmoid: between(sigmoid),
  softplus: between(softplus),
  softmax: between(softmax),
  logSoftmax: between(logSoftmax),
  softsign: between(softsign),
  mish: between(mish),
  hardSigmoid: between(hardSigmoid),
  hardTanh: between(hardTanh),
  layerNorm: between(layerNorm),
  'layerNorm on rows': { input: [3, 4], layers: [layerNorm, flatten, dense(4)] },
  rmsNorm: between(rmsNorm),
  groupNorm: image(groupNorm(2), tanh),
  'groupNorm over channels': image(groupNorm(1), tanh),
  dropout: between(dropout(0)),
  embedding: { input: 3, layers: [embedding({ vocabulary: 5, size: 2 }), flatten, dense(4)], ids: true },
  conv1d: series(conv1d({ channels: 3, kernel: 3, stride: 2, padding: 1 }), tanh),
  'conv1d causal': series(conv1d({ channels: 3, kernel: 2, dilation: 2, padding: 'causal' }), tanh),
  conv2d: image(conv2d({ channels: 3, kernel: [3, 2], padding: 1, stride: [2, 1] }), tanh),
  'conv2d in groups': image(conv2d({ channels: 4, kernel: 2, groups: 2 }), tanh),
  maxPool1d: series(maxPool1d({ kernel: 3, stride: 2, padding: 1 })),
  averagePool1d: series(averagePool1d({ kernel: 2 })),
  maxPool2d: image(maxPool2d({ kernel: 2 })),
  averagePool2d: image(averagePool2d({ kernel: 2, stride: 1, padding: 1 })),
  globalAveragePool: { input: [3, 2, 4], layers: [globalAveragePool, dense(4)] },
  flatten: image(),
  reshape: { input: 8, layers: [reshape([2, 2, 2]), conv2d({ channels: 2, kernel: 2 }), flatten, dense(4)] },
  residual: between(residual([dense(5), tanh])),
  sequence: between(sequence([dense(3), tanh])),
  shared: between(shared('core', [dense(5), tanh]), shared('core', [dense(5), tanh])),
  parallel: { input: 3, layers: [parallel([[], [dense(4), tanh], [sigmoid]]), concatenate, dense(4)] },
  concatenate: { input: [2, 3], layers: [parallel({ a: [], b: [tanh] }), concatenate, flatten, dense(4)] },
}

const losses: readonly (readonly [Loss, ModelTarget])[] = [
  [squaredError(), [0.3, -0.4, 0.8, 0.1]],
  [squaredError({ reduction: 'mean', deadZone: [0.2, 0.8] }), [0, 1, 1, 0]],
  [absoluteError(), [0.9, -1.4, 2.8, -2.1]],
  [huber({ delta: 0.7 }), [0.3, -1.4, 2.8, 0.1]],
  [smoothL1({ beta: 0.5 }), [0.3, -1.4, 2.8, 0.1]],
  [logCosh(), [0.3, -1.4, 2.8, 0.1]],
  [quantile({ tau: 0.9 }), [0.9, -1.4, 2.8, -2.1]],
  [binaryCrossEntropy({ positiveWeight: 3 }), [0, 1, 0.3, 1]],
  [binaryCrossEntropy(), [0, 1, 0.3, 1]],
  [softmaxCrossEntropy({ labelSmoothing: 0.1 }), 2],
  [softmaxCrossEntropy(), [0.1, 0.6, 0.3, 0]],
  [hinge(), [1, -1, 1, -1]],
  [squaredHinge(), [1, -1, 1, -1]],
  [poisson(), [0, 3, 1, 2]],
  [gaussianNll(), [0.3, -0.4, 0, 0]],
]

const inputLength = (input: Case['input']): number =>
  typeof input === 'number' ? input : input.reduce((a, b) => a * b, 1)

/** The loss as a function of a flat vector: the parameters, then the input. */
function subject(model: Model, x: Float64Array, loss: Loss, target: ModelTarget) {
  const index = model.attachLoss(loss)
  const places = positions(model)
  const at = (i: number): [ArrayLike<number> & { [index: number]: number }, number] =>
    i < places.length ? [model.parameters, places[i] ?? 0] : [x, i - places.length]
  const value = (): number => {
    const pass = begin(model, x)
    const result = pass.loss(index, loss.target, target, 1)
    pass.release()
    if (isFault(result)) throw new Error(result.reason)
    return result
  }
  const gradient = (): number[] => {
    const pass = begin(model, x)
    pass.loss(index, loss.target, target, 1)
    pass.backward()
    const flat = pass.gradients()
    const result = [...places.map((place) => flat[place] ?? Number.NaN), ...pass.inputGradient()]
    pass.release()
    return result
  }
  /** Loss with every coordinate i moved by step * direction(i). */
  const moved = (coordinates: readonly number[], amount: (i: number) => number): number => {
    const old = coordinates.map((i) => {
      const [list, place] = at(i)
      return list[place] ?? 0
    })
    for (const i of coordinates) {
      const [list, place] = at(i)
      list[place] = (list[place] ?? 0) + amount(i)
    }
    const result = value()
    coordinates.forEach((i, j) => {
      const [list, place] = at(i)
      list[place] = old[j] ?? 0
    })
    return result
  }
  return { value, gradient, moved }
}

const agree = (numeric: number, analytic: number): boolean =>
  Math.abs(numeric - analytic) <= 1e-8 ||
  Math.abs(numeric - analytic) <= 1e-6 * Math.max(1e-8, Math.abs(numeric) + Math.abs(analytic))

function build({ input, layers, ids = false }: Case): { model: Model; x: Float64Array } {
  const model = createModel({ input, layers, kernels: 'float64', seed: 5 })
  const x = Float64Array.from({ length: inputLength(input) }, (_, i) =>
    ids ? ([1, 4, 1][i] ?? 0) : Math.sin(1.7 * i + 0.3),
  )
  return { model, x }
}

describe('layers under losses against central differences', () => {
  it('covers every layer and every loss', () => {
    const types = new Set(Object.values(cases).flatMap(({ layers }) => layers.map((entry) => entry.type)))
    expect([...types].sort()).toEqual(Object.keys(builtinLayers).sort())
    expect([...new Set(losses.map(([{ name }]) => name))].sort()).toEqual(Object.keys(builtinLosses).sort())
  })

  describe.each(Object.entries(cases))('%s', (name, layout) => {
    it.each(losses.map(([loss, target]) => [`${loss.name} ${JSON.stringify(loss.settings)}`, loss, target] as const))(
      '%s',
      (_, loss, target) => {
        const { model, x } = build(layout)
        const { value, gradient, moved } = subject(model, x, loss, target)
        const analytic = gradient()
        const count = analytic.length - (layout.ids ? x.length : 0)
        const middle = value()
        let skipped = 0
        for (let i = 0; i < count; i++) {
          const up = moved([i], () => H)
          const down = moved([i], () => -H)
          const numeric = (up - down) / (2 * H)
          const [right, left] = [(up - middle) / H, (middle - down) / H]
          if (
            Math.abs(right - left) > 0.1 * Math.max(Math.abs(right), Math.abs(left)) &&
            Math.abs(right - left) > 1e-3
          ) {
            skipped++
            continue
          }
          if (!agree(numeric, analytic[i] ?? Number.NaN))
            expect.fail(`${name} coordinate ${i}: differences ${numeric}, gradient ${analytic[i]}`)
        }
        expect(skipped).toBeLessThanOrEqual(count / 10)
      },
    )

    it('agrees along random directions', () => {
      const { model, x } = build(layout)
      const { gradient, moved } = subject(model, x, logCosh(), [0.3, -1.4, 2.8, 0.1])
      const analytic = gradient()
      const all = Array.from({ length: analytic.length - (layout.ids ? x.length : 0) }, (_, i) => i)
      for (let trial = 0; trial < 5; trial++) {
        const direction = (i: number): number => Math.sin(12.9898 * (i + 1) + 78.233 * trial) / Math.sqrt(all.length)
        const numeric = (moved(all, (i) => H * direction(i)) - moved(all, (i) => -H * direction(i))) / (2 * H)
        const wanted = all.reduce((sum, i) => sum + direction(i) * (analytic[i] ?? 0), 0)
        expect(agree(numeric, wanted), `${numeric} along direction ${trial}, wanted ${wanted}`).toBe(true)
      }
    })
  })
})
