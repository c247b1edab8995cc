import { describe, expect, it } from 'vitest'
import { layer } from '../../src/layers/layer.js'
import { createModel } from '../layers/trainable.js'
import { isFault } from '../../src/rejection.js'
import { absoluteError } from '../../src/losses/absoluteError.js'
import { binaryCrossEntropy } from '../../src/losses/binaryCrossEntropy.js'
import { lossFrom } from '../../src/losses/builtin.js'
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
import { expectClose, goldenCases, goldenLoss, numbers } from '../golden/vector.js'
import { begin } from '../layers/parameters.js'

/* Vectors produced by PyTorch autograd in float64. */

type Kernels = 'float64' | undefined
type Target = number | readonly number[]

/** The loss and its gradient at the prediction z, which goes through a model that leaves it as it is. */
function evaluate(loss: Loss, z: readonly number[], target: Target, kernels: Kernels, weight = 1) {
  const same = layer('same', ({ x, op }) => op.reshape(x, [z.length]))
  const model = createModel({ input: z.length, layers: [same()], ...(kernels && { kernels }) })
  const pass = begin(model, z)
  const value = pass.loss(model.attachLoss(loss), target, weight)
  if (isFault(value)) throw new Error(value.reason)
  pass.backward()
  return { value, gradient: Array.from(pass.inputGradient()) }
}

const lossOf: Readonly<Record<string, Loss>> = {
  loss_half_sse: squaredError(),
  loss_half_sse_deadzone: squaredError({ deadZone: [0.2, 0.8] }),
  loss_mse: squaredError({ reduction: 'mean' }),
  loss_mae: absoluteError(),
  loss_huber: huber({ delta: 0.7 }),
  loss_smooth_l1: smoothL1({ beta: 0.5 }),
  loss_log_cosh: logCosh(),
  loss_pinball: quantile({ tau: 0.9 }),
  loss_bce_logits: binaryCrossEntropy(),
  loss_bce_logits_posweight: binaryCrossEntropy({ positiveWeight: 3 }),
  loss_softmax_ce: softmaxCrossEntropy(),
  loss_softmax_ce_extreme: softmaxCrossEntropy(),
  loss_softmax_ce_smooth: softmaxCrossEntropy({ labelSmoothing: 0.1 }),
  loss_softmax_ce_soft: softmaxCrossEntropy(),
  loss_hinge: hinge(),
  loss_squared_hinge: squaredHinge(),
  loss_poisson_nll: poisson(),
}

/** Cases whose reduction or arguments differ from ours; each has its own test below. */
const special = ['loss_bce_logits_extreme', 'loss_bce_prob', 'loss_gaussian_nll', 'loss_kl', 'loss_softmax_ce_batch']

describe.each<[string, Kernels]>([
  ['float64', 'float64'],
  ['float32', undefined],
])('losses against PyTorch in %s', (_, kernels) => {
  const float64 = kernels === 'float64'

  it('covers every vector', () => {
    expect([...Object.keys(lossOf), ...special].sort()).toEqual(goldenCases('loss').sort())
  })

  it.each(Object.entries(lossOf))('%s', (name, loss) => {
    const golden = goldenLoss(name)
    const target = golden.targets.class ? (golden.targets.class.data[0] ?? 0) : numbers(golden.targets)
    const again = lossFrom(JSON.parse(JSON.stringify({ name: loss.name, settings: loss.settings })) as Loss)
    for (const same of [loss, again]) {
      const { value, gradient } = evaluate(same, numbers(golden.inputs), target, kernels)
      expectClose([value], [golden.loss], float64, 'loss')
      expectClose(gradient, numbers(golden.gradInputs), float64, 'gradient')
    }
  })

  it('binary cross-entropy is exact for logits of a thousand', () => {
    const golden = goldenLoss('loss_bce_logits_extreme')
    const { value, gradient } = evaluate(binaryCrossEntropy(), numbers(golden.inputs), numbers(golden.targets), kernels)
    expect(value * 4).toBe(2000)
    expect(gradient.map((g) => g * 4 + 0)).toEqual([0, 0, -1, 1])
  })

  it('binary cross-entropy at a logit of zero has the gradient 1/2 - d', () => {
    expect(evaluate(binaryCrossEntropy(), [0, 0], [0, 1], kernels).gradient).toEqual([0.25, -0.25])
    expect(evaluate(binaryCrossEntropy({ positiveWeight: 2 }), [0, 0], [0, 1], kernels).gradient).toEqual([0.25, -0.5])
  })

  it('cross-entropy is exact for logits of a thousand', () => {
    const { value, gradient } = evaluate(softmaxCrossEntropy(), [1000, 0, -1000], 1, kernels)
    expect(value).toBe(1000)
    expect(gradient).toEqual([1, -1, 0])
  })

  it('binary cross-entropy from logits is that from probabilities', () => {
    const golden = goldenLoss('loss_bce_prob')
    const p = numbers(golden.inputs)
    const { value, gradient } = evaluate(
      binaryCrossEntropy(),
      p.map((q) => Math.log(q / (1 - q))),
      numbers(golden.targets),
      kernels,
    )
    expectClose([value], [golden.loss], float64, 'loss')
    expectClose(
      gradient,
      numbers(golden.gradInputs).map((g, at) => g * (p[at] ?? 0) * (1 - (p[at] ?? 0))),
      float64,
      'gradient',
    )
  })

  it('Kullback-Leibler divergence is cross-entropy less the entropy of the target', () => {
    const golden = goldenLoss('loss_kl')
    const target = numbers(golden.targets)
    const { value, gradient } = evaluate(softmaxCrossEntropy(), numbers(golden.inputs), target, kernels)
    const entropy = -target.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0)
    if (float64) expectClose([value - entropy], [golden.loss], true, 'loss')
    else expectClose([value], [golden.loss + entropy], false, 'loss')
    expectClose(gradient, numbers(golden.gradInputs), float64, 'gradient')
  })

  it('class weights are weights of samples', () => {
    const golden = goldenLoss('loss_softmax_ce_batch')
    const rows = numbers(golden.inputs)
    const classes = golden.targets.class?.data ?? []
    const weights = classes.map((c) => [1, 2, 0.5][c] ?? 0)
    const total = weights.reduce((a, b) => a + b, 0)
    const each = classes.map((c, at) =>
      evaluate(softmaxCrossEntropy(), rows.slice(3 * at, 3 * at + 3), c, kernels, (weights[at] ?? 0) / total),
    )
    expectClose(
      each.flatMap(({ gradient }) => gradient),
      numbers(golden.gradInputs),
      float64,
      'gradient',
    )
  })

  it('Gaussian likelihood takes means, then log variances', () => {
    const golden = goldenLoss('loss_gaussian_nll')
    const d = numbers(golden.targets)
    const { value, gradient } = evaluate(gaussianNll(), numbers(golden.inputs), [...d, ...d.map(() => 0)], kernels)
    expectClose([value], [golden.loss], float64, 'loss')
    expectClose(gradient, numbers(golden.gradInputs), float64, 'gradient')
  })
})

describe('settings of losses', () => {
  it.each<[string, () => Loss]>([
    ['huber', () => huber({ delta: 0 })],
    ['smoothL1', () => smoothL1({ beta: Number.NaN })],
    ['quantile', () => quantile({ tau: 1 })],
    ['binaryCrossEntropy', () => binaryCrossEntropy({ positiveWeight: -1 })],
    ['softmaxCrossEntropy', () => softmaxCrossEntropy({ labelSmoothing: 1 })],
    ['squaredError', () => squaredError({ deadZone: [1, 0] })],
    ['lossFrom', () => lossFrom({ name: 'toString', settings: {} })],
  ])('%s says what it wanted', (name, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'ERR_OPTION', message: expect.stringContaining(name) }))
  })
})
