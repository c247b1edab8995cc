import { averagePool1dLayer } from './averagePool1d.js'
import { averagePool2dLayer } from './averagePool2d.js'
import { concatenate } from './concatenate.js'
import { conv1dLayer } from './conv1d.js'
import { conv2dLayer } from './conv2d.js'
import { denseLayer } from './dense.js'
import { dropoutLayer } from './dropout.js'
import { elu } from './elu.js'
import { embeddingLayer } from './embedding.js'
import { flatten } from './flatten.js'
import { gelu } from './gelu.js'
import { globalAveragePool } from './globalAveragePool.js'
import { groupNormLayer } from './groupNorm.js'
import { hardSigmoid } from './hardSigmoid.js'
import { hardTanh } from './hardTanh.js'
import { definition, type LayerDefinition } from './layer.js'
import { layerNorm } from './layerNorm.js'
import { leakyRelu } from './leakyRelu.js'
import { logSoftmax } from './logSoftmax.js'
import { maxPool1dLayer } from './maxPool1d.js'
import { maxPool2dLayer } from './maxPool2d.js'
import { mish } from './mish.js'
import { parallelLayer } from './parallel.js'
import { relu } from './relu.js'
import { reshapeLayer } from './reshape.js'
import { residualLayer } from './residual.js'
import { rmsNorm } from './rmsNorm.js'
import { selu } from './selu.js'
import { sequenceLayer } from './sequence.js'
import { sharedLayer } from './shared.js'
import { sigmoid } from './sigmoid.js'
import { silu } from './silu.js'
import { softmax } from './softmax.js'
import { softplus } from './softplus.js'
import { softsign } from './softsign.js'
import { tanh } from './tanh.js'

const factories: readonly { readonly type: string; readonly [definition]: LayerDefinition }[] = [
  denseLayer,
  relu,
  leakyRelu,
  elu,
  selu,
  gelu,
  silu,
  tanh,
  sigmoid,
  softplus,
  softmax,
  logSoftmax,
  softsign,
  mish,
  hardSigmoid,
  hardTanh,
  layerNorm,
  rmsNorm,
  groupNormLayer,
  dropoutLayer,
  embeddingLayer,
  conv1dLayer,
  conv2dLayer,
  maxPool1dLayer,
  maxPool2dLayer,
  averagePool1dLayer,
  averagePool2dLayer,
  globalAveragePool,
  flatten,
  reshapeLayer,
  residualLayer,
  parallelLayer,
  concatenate,
  sharedLayer,
  sequenceLayer,
]

/** Every layer of Eddy by its `type`: how a model is built again from plain JSON. */
export const builtinLayers: Readonly<Record<string, LayerDefinition>> = Object.freeze(
  Object.fromEntries(factories.map((factory) => [factory.type, factory[definition]])),
)
