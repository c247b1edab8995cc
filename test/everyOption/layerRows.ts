import * as eddy from '../../src/index.js'
import { callback, count, flag, fraction, list, nothing, notNegative, options, positive, text, whole } from './junk.js'
import { type Row, withArguments, withOptions } from './row.js'

/** An object with a `fill`, or one as JSON. */
const initializer = nothing
const weights = { bias: flag, start: initializer, biasStart: initializer, trainable: flag }
const sizes = count
const pool = { kernel: sizes, stride: sizes, padding: whole }
const convolution = {
  channels: count,
  kernel: sizes,
  stride: sizes,
  padding: whole,
  dilation: sizes,
  groups: count,
  ...weights,
}
const recurrent = { units: count, window: count, carry: flag, outputs: nothing }
const layers = () => [eddy.dense(2)]
const none = (call: Row['call']): Row => withOptions(call, {})

/** Finite in float32, of either sign. */
const scalar = ['half', 'zero'] as const

export const layerRows: Readonly<Record<string, Row>> = {
  attention: withOptions(eddy.attention, { heads: count, window: count, causal: flag }),
  averagePool1d: withOptions(eddy.averagePool1d, pool, { kernel: 2 }),
  averagePool2d: withOptions(eddy.averagePool2d, pool, { kernel: 2 }),
  concatenate: none(eddy.concatenate),
  conv1d: withOptions(eddy.conv1d, convolution, { channels: 1, kernel: 1 }),
  conv2d: withOptions(eddy.conv2d, convolution, { channels: 1, kernel: 1 }),
  dense: withArguments(eddy.dense, [[() => 2, count]], weights),
  dropout: withArguments(eddy.dropout, [[() => 0.5, fraction]]),
  elu: withOptions(eddy.elu, { alpha: scalar }),
  embedding: withOptions(
    eddy.embedding,
    { vocabulary: count, size: count, start: initializer },
    { vocabulary: 2, size: 2 },
  ),
  flatten: none(eddy.flatten),
  gelu: withOptions(eddy.gelu, { approximate: nothing }),
  globalAveragePool: none(eddy.globalAveragePool),
  groupNorm: withArguments(eddy.groupNorm, [[() => 1, count]], { epsilon: positive, affine: flag }),
  gru: withOptions(eddy.gru, recurrent, { units: 2 }),
  hardSigmoid: none(eddy.hardSigmoid),
  hardTanh: none(eddy.hardTanh),
  layer: withArguments(eddy.layer, [
    [() => 'mine', text],
    [() => () => 1, callback],
  ]),
  layerNorm: withOptions(eddy.layerNorm, { epsilon: positive, affine: flag }),
  leakyRelu: withOptions(eddy.leakyRelu, { slope: scalar }),
  linearRecurrent: withOptions(eddy.linearRecurrent, { ...recurrent, radius: nothing, phase: positive }, { units: 2 }),
  logSoftmax: none(eddy.logSoftmax),
  lstm: withOptions(eddy.lstm, recurrent, { units: 2 }),
  maxPool1d: withOptions(eddy.maxPool1d, pool, { kernel: 2 }),
  maxPool2d: withOptions(eddy.maxPool2d, pool, { kernel: 2 }),
  mish: none(eddy.mish),
  parallel: withArguments(eddy.parallel, [[() => [layers(), []], nothing]]),
  recurrent: withOptions(eddy.recurrent, { ...recurrent, gradient: nothing }, { units: 2 }),
  relu: none(eddy.relu),
  reshape: withArguments(eddy.reshape, [[() => [2, 2], nothing]]),
  residual: withArguments(eddy.residual, [[layers, list]]),
  rmsNorm: withOptions(eddy.rmsNorm, { epsilon: positive, affine: flag }),
  selu: none(eddy.selu),
  sequence: withArguments(eddy.sequence, [[layers, list]]),
  shared: withArguments(eddy.shared, [
    [() => 'name', text],
    [layers, list],
  ]),
  sigmoid: none(eddy.sigmoid),
  silu: none(eddy.silu),
  softmax: none(eddy.softmax),
  softplus: none(eddy.softplus),
  softsign: none(eddy.softsign),
  tanh: none(eddy.tanh),

  constant: withArguments(eddy.constant, [[() => 1, scalar]]),
  fanIn: withOptions(eddy.fanIn, { inputs: count }),
  glorotUniform: none(eddy.glorotUniform),
  heUniform: none(eddy.heUniform),
  ones: none(eddy.ones),
  sparse: withArguments(eddy.sparse, [[() => 0.5, fraction]]),
  uniform: withArguments(eddy.uniform, [[() => 1, notNegative]]),
  zeros: none(eddy.zeros),

  createModel: withOptions(
    eddy.createModel,
    {
      input: nothing,
      layers: nothing,
      seed: whole,
      maxKeys: count,
      tapes: count,
      maxTapes: count,
      kernels: nothing,
      definitions: options,
    },
    { input: 2, layers: layers() },
  ),
}
