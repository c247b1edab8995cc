import { attention } from '../../src/layers/recurrent/attention.js'
import { averagePool1d } from '../../src/layers/convolutional/averagePool1d.js'
import { averagePool2d } from '../../src/layers/convolutional/averagePool2d.js'
import { concatenate } from '../../src/layers/combinators/concatenate.js'
import { conv1d } from '../../src/layers/convolutional/conv1d.js'
import { conv2d } from '../../src/layers/convolutional/conv2d.js'
import { dense } from '../../src/layers/dense.js'
import { dropout } from '../../src/layers/dropout.js'
import { elu } from '../../src/layers/activations/elu.js'
import { embedding } from '../../src/layers/embedding.js'
import { flatten } from '../../src/layers/flatten.js'
import { gelu } from '../../src/layers/activations/gelu.js'
import { globalAveragePool } from '../../src/layers/convolutional/globalAveragePool.js'
import { groupNorm } from '../../src/layers/normalization/groupNorm.js'
import { gru } from '../../src/layers/recurrent/gru.js'
import { hardSigmoid } from '../../src/layers/activations/hardSigmoid.js'
import { hardTanh } from '../../src/layers/activations/hardTanh.js'
import type { LayerEntry } from '../../src/layers/layer.js'
import { layerNorm } from '../../src/layers/normalization/layerNorm.js'
import { leakyRelu } from '../../src/layers/activations/leakyRelu.js'
import { linearRecurrent } from '../../src/layers/recurrent/linearRecurrent.js'
import { logSoftmax } from '../../src/layers/activations/logSoftmax.js'
import { lstm } from '../../src/layers/recurrent/lstm.js'
import { maxPool1d } from '../../src/layers/convolutional/maxPool1d.js'
import { maxPool2d } from '../../src/layers/convolutional/maxPool2d.js'
import { mish } from '../../src/layers/activations/mish.js'
import { parallel } from '../../src/layers/combinators/parallel.js'
import { recurrent } from '../../src/layers/recurrent/recurrent.js'
import { relu } from '../../src/layers/activations/relu.js'
import { reshape } from '../../src/layers/reshape.js'
import { residual } from '../../src/layers/combinators/residual.js'
import { rmsNorm } from '../../src/layers/normalization/rmsNorm.js'
import { selu } from '../../src/layers/activations/selu.js'
import { sequence } from '../../src/layers/combinators/sequence.js'
import { shared } from '../../src/layers/combinators/shared.js'
import { sigmoid } from '../../src/layers/activations/sigmoid.js'
import { silu } from '../../src/layers/activations/silu.js'
import { softmax } from '../../src/layers/activations/softmax.js'
import { softplus } from '../../src/layers/activations/softplus.js'
import { softsign } from '../../src/layers/activations/softsign.js'
import { tanh } from '../../src/layers/activations/tanh.js'
import { createModel, type Model } from './trainable.js'

/** A list of layers that ends in four outputs, so that every loss fits it. */
export interface Case {
  readonly input: number | readonly number[]
  readonly layers: readonly LayerEntry[]
  readonly ids?: boolean
  /** Samples seen before, for layers that keep a state. */
  readonly seen?: number
}

/** An activation between two dense layers, so that it has parameters on both sides. */
const between = (...layers: readonly LayerEntry[]): Case => ({ input: 3, layers: [dense(5), ...layers, dense(4)] })
const image = (...layers: readonly LayerEntry[]): Case => ({ input: [2, 5, 4], layers: [...layers, flatten, dense(4)] })
const series = (...layers: readonly LayerEntry[]): Case => ({ input: [2, 7], layers: [...layers, flatten, dense(4)] })

/** A layer in the middle of a stream: the gradient flows through a window that is partly filled. */
const stream = (...layers: readonly LayerEntry[]): Case => ({ input: 4, layers: [...layers, dense(4)], seen: 3 })
/** At its first sample, where gradients that run forward are those of one step. */
const first = (...layers: readonly LayerEntry[]): Case => ({ input: 4, layers: [...layers, dense(4)] })
const steps = (...layers: readonly LayerEntry[]): Case => ({ input: [5, 4], layers: [...layers, flatten, dense(4)] })

/** Every layer in surroundings where its parameters and its input have gradients. */
export const cases: Readonly<Record<string, Case>> = {
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
  recurrent: stream(recurrent({ units: 3, window: 5 })),
  'recurrent through one step': stream(recurrent({ units: 3, window: 1 })),
  'recurrent with traces': first(recurrent({ units: 3, gradient: 'diagonal' })),
  'recurrent over a sequence': steps(recurrent({ units: 3 })),
  gru: stream(gru({ units: 3, window: 3 })),
  'gru on gru': stream(gru({ units: 3, window: 3 }), gru({ units: 5, window: 4 })),
  'gru over a sequence': steps(gru({ units: 3, outputs: 'last' })),
  'gru over a chunk': { ...steps(gru({ units: 3, carry: true })), seen: 1 },
  lstm: stream(lstm({ units: 2, window: 4 })),
  'lstm over a sequence': steps(lstm({ units: 2 })),
  linearRecurrent: first(linearRecurrent({ units: 3, phase: 2 })),
  'linearRecurrent through a window': stream(linearRecurrent({ units: 3, window: 5, radius: [0.3, 0.9] })),
  'linearRecurrent over a sequence': steps(linearRecurrent({ units: 3, phase: 2 })),
  attention: stream(attention({ heads: 2, window: 6 })),
  'attention of one sample': stream(attention({ window: 1 })),
  'attention over a sequence': steps(attention({ heads: 4 })),
  'attention over a sequence, both ways': steps(attention({ heads: 2, causal: false })),
  residual: between(residual([dense(5), tanh])),
  sequence: between(sequence([dense(3), tanh])),
  shared: between(shared('core', [dense(5), tanh]), shared('core', [dense(5), tanh])),
  parallel: { input: 3, layers: [parallel([[], [dense(4), tanh], [sigmoid]]), concatenate, dense(4)] },
  concatenate: { input: [2, 3], layers: [parallel({ a: [], b: [tanh] }), concatenate, flatten, dense(4)] },
}

const inputLength = (input: Case['input']): number =>
  typeof input === 'number' ? input : input.reduce((a, b) => a * b, 1)

/** A model of the case in float64 and an input for it; `shift` gives another one. */
export function build({ input, layers, ids = false, seen = 0 }: Case, shift = 0): { model: Model; x: Float64Array } {
  const model = createModel({ input, layers, kernels: 'float64', seed: 5 })
  const x = Float64Array.from({ length: inputLength(input) }, (_, i) =>
    ids ? ([1, 4, 1][i] ?? 0) : Math.sin(1.7 * i + 0.3 + shift),
  )
  for (let at = 1; at <= seen; at++) {
    if (!model.observe(x.map((value, i) => Math.cos(value + at + i)))) throw new Error('a sample before does not fit')
  }
  return { model, x }
}
