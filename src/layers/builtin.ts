import { attentionLayer } from './recurrent/attention.js'
import { averagePool1dLayer } from './convolutional/averagePool1d.js'
import { averagePool2dLayer } from './convolutional/averagePool2d.js'
import { concatenate } from './combinators/concatenate.js'
import { conv1dLayer } from './convolutional/conv1d.js'
import { conv2dLayer } from './convolutional/conv2d.js'
import { denseLayer } from './dense.js'
import { dropoutLayer } from './dropout.js'
import { elu } from './activations/elu.js'
import { embeddingLayer } from './embedding.js'
import { flatten } from './flatten.js'
import { gelu } from './activations/gelu.js'
import { globalAveragePool } from './convolutional/globalAveragePool.js'
import { gruLayer } from './recurrent/gru.js'
import { groupNormLayer } from './normalization/groupNorm.js'
import { hardSigmoid } from './activations/hardSigmoid.js'
import { hardTanh } from './activations/hardTanh.js'
import { EddyError } from '../error.js'
import { nearestName } from '../nearestName.js'
import { definition, type LayerDefinition, type LayerEntry, type LayerSpec, toSpec } from './layer.js'
import { layerNorm } from './normalization/layerNorm.js'
import { leakyRelu } from './activations/leakyRelu.js'
import { linearRecurrentLayer } from './recurrent/linearRecurrent.js'
import { logSoftmax } from './activations/logSoftmax.js'
import { lstmLayer } from './recurrent/lstm.js'
import { maxPool1dLayer } from './convolutional/maxPool1d.js'
import { maxPool2dLayer } from './convolutional/maxPool2d.js'
import { mish } from './activations/mish.js'
import { parallelLayer } from './combinators/parallel.js'
import { recurrentLayer } from './recurrent/recurrent.js'
import { relu } from './activations/relu.js'
import { reshapeLayer } from './reshape.js'
import { residualLayer } from './combinators/residual.js'
import { rmsNorm } from './normalization/rmsNorm.js'
import { selu } from './activations/selu.js'
import { sequenceLayer } from './combinators/sequence.js'
import { sharedLayer } from './combinators/shared.js'
import { sigmoid } from './activations/sigmoid.js'
import { silu } from './activations/silu.js'
import { softmax } from './activations/softmax.js'
import { softplus } from './activations/softplus.js'
import { softsign } from './activations/softsign.js'
import { tanh } from './activations/tanh.js'

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
  recurrentLayer,
  gruLayer,
  lstmLayer,
  linearRecurrentLayer,
  attentionLayer,
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

/** The layers inside of a layer. */
function layersIn({ layers, branches }: LayerSpec): readonly LayerSpec[] {
  const lists: readonly unknown[] = [layers, ...Object.values(branches ?? {})]
  return lists.flatMap((list) => (Array.isArray(list) ? (list as readonly LayerSpec[]) : []))
}

/**
 * Checks the options of layers and of those inside of them, as far as that can be said before they are built.
 *
 * @throws {EddyError} ERR_OPTION; ERR_LAYER for a type that isn't known
 */
export function checkLayers(who: string, layers: readonly LayerEntry[]): void {
  for (const spec of layers.map(toSpec)) {
    const define = spec[definition] ?? (Object.hasOwn(builtinLayers, spec.type) ? builtinLayers[spec.type] : undefined)
    if (!define) {
      const way = `For a layer of your own from a file, pass { definitions: { ${JSON.stringify(spec.type)}: ... } }`
      throw new EddyError('ERR_LAYER', `${who}: ${unknownType(spec.type, [])}. ${way}`)
    }
    define.check?.(spec)
    checkLayers(who, layersIn(spec))
  }
}

/** Of a type without a definition, and the nearest one that has one. */
export function unknownType(type: string, others: readonly string[]): string {
  const nearest = nearestName(type, [...others, ...Object.keys(builtinLayers)])
  return `unknown type '${type}'${nearest === undefined ? '' : `, did you mean '${nearest}'?`}`
}
