import type { Initializer, LayerTrace, Tensor } from '../autodiff/tracing/trace.js'
import { checkOptions, flag, required, type TableOf, wholeNumber } from '../options.js'
import { product, wrongShape } from './expect.js'
import { fanIn, initializer, type InitializerSpec, initializerFrom, zeros } from './initializers.js'
import { checkedLayer, type LayerFactory, type LayerSpec } from './layer.js'

/** Options that every layer with weights and a bias knows. */
export interface WeightOptions {
  /** Adds a bias per unit; default true. */
  readonly bias?: boolean
  /** How the weights start; default fanIn(). */
  readonly start?: Initializer | InitializerSpec
  /** How the bias starts; default as `fanIn` for the same inputs, or zeros where `start` is given. */
  readonly biasStart?: Initializer | InitializerSpec
  /** False: the weights get no gradient; default true. */
  readonly trainable?: boolean
}

export interface DenseOptions extends WeightOptions {
  readonly units: number
}

export const weightTable: TableOf<WeightOptions> = {
  bias: flag,
  start: initializer,
  biasStart: initializer,
  trainable: flag,
}

/** Declares `weight` [units, inputs...] and `bias` [units] (or none), frozen where the options say so. */
export function weightAndBias(
  { parameter, op }: LayerTrace,
  options: WeightOptions,
  shape: readonly number[],
): { readonly weight: Tensor; readonly bias?: Tensor } {
  const { bias = true, start, biasStart, trainable = true } = options
  const held = (tensor: Tensor): Tensor => (trainable ? tensor : op.stopGradient(tensor))
  const weight = held(parameter('weight', shape, initializerFrom(start ?? fanIn())))
  if (!bias) return { weight }
  const other = start ? zeros() : fanIn({ inputs: product(shape.slice(1)) })
  return { weight, bias: held(parameter('bias', shape.slice(0, 1), initializerFrom(biasStart ?? other))) }
}

const table: TableOf<DenseOptions> = { units: required(wholeNumber({ from: 1 })), ...weightTable }

export const denseLayer: LayerFactory<DenseOptions> = checkedLayer('dense', table, (trace, options) => {
  const { units } = options
  const { shape } = trace.x
  const inputs = shape[shape.length - 1]
  if (inputs === undefined || shape.length > 2)
    wrongShape('dense', shape, '[inputs] or [rows, inputs]; put flatten() before it')
  const { weight, bias } = weightAndBias(trace, options, [units, inputs])
  return trace.op.linear(trace.x, weight, bias)
})

/**
 * Fully connected: y = W x + b. [inputs] becomes [units]; [rows, inputs] becomes [rows, units] with the same weights.
 *
 * Parameters: weight [units, inputs], bias [units].
 *
 * @param units the number of outputs, at least 1
 * @throws {EddyError} ERR_OPTION if `units` is not a whole number; ERR_SHAPE, when built, if x has more than two axes
 */
export const dense = (units: number, options: WeightOptions = {}): LayerSpec => {
  checkOptions('dense', options, weightTable)
  return denseLayer({ units, ...options })
}
