/*
 * The opponent: a multilayer network as a good engineer writes it by hand in JavaScript. Typed arrays made once, plain
 * loops, nothing allocated per step, the update folded into the backward pass, no gradient for the input.
 */
import type { OptimizerName } from './networks.js'

interface PlainLayer {
  readonly inputs: number
  readonly outputs: number
  /** [outputs, inputs], row by row. */
  readonly weights: Float32Array
  readonly biases: Float32Array
  readonly activations: Float32Array
  readonly deltas: Float32Array
  readonly moments: readonly [Float32Array, Float32Array, Float32Array, Float32Array]
}

function createLayer(inputs: number, outputs: number, random: () => number): PlainLayer {
  const range = 1 / Math.sqrt(inputs)
  const start = (): number => (2 * random() - 1) * range
  return {
    inputs,
    outputs,
    weights: Float32Array.from({ length: inputs * outputs }, start),
    biases: Float32Array.from({ length: outputs }, start),
    activations: new Float32Array(outputs),
    deltas: new Float32Array(outputs),
    moments: [
      new Float32Array(inputs * outputs),
      new Float32Array(inputs * outputs),
      new Float32Array(outputs),
      new Float32Array(outputs),
    ],
  }
}

function forwardLayer(
  { inputs, outputs, weights, biases, activations }: PlainLayer,
  x: Float32Array,
  last: boolean,
): void {
  for (let i = 0; i < outputs; i++) {
    const row = i * inputs
    let sum = biases[i]!
    for (let j = 0; j < inputs; j++) sum += weights[row + j]! * x[j]!
    activations[i] = last ? sum : Math.tanh(sum)
  }
}

/** Softmax and cross-entropy; leaves the gradient at the logits in `deltas`. */
function lossAndDeltas({ activations, deltas, outputs }: PlainLayer, target: number): number {
  let largest = -Infinity
  for (let i = 0; i < outputs; i++) if (activations[i]! > largest) largest = activations[i]!
  let sum = 0
  for (let i = 0; i < outputs; i++) {
    const e = Math.exp(activations[i]! - largest)
    deltas[i] = e
    sum += e
  }
  for (let i = 0; i < outputs; i++) deltas[i]! /= sum
  const loss = Math.log(sum) + largest - activations[target]!
  deltas[target]! -= 1
  return loss
}

/** The gradient at the layer's input, through the tanh that made it. */
function backwardInto({ inputs, outputs, weights, deltas }: PlainLayer, before: PlainLayer): void {
  before.deltas.fill(0)
  for (let i = 0; i < outputs; i++) {
    const row = i * inputs
    const delta = deltas[i]!
    for (let j = 0; j < inputs; j++) before.deltas[j]! += weights[row + j]! * delta
  }
  for (let j = 0; j < inputs; j++) before.deltas[j]! *= 1 - before.activations[j]! * before.activations[j]!
}

function sgdLayer({ inputs, outputs, weights, biases, deltas }: PlainLayer, x: Float32Array, rate: number): void {
  for (let i = 0; i < outputs; i++) {
    const row = i * inputs
    const step = rate * deltas[i]!
    for (let j = 0; j < inputs; j++) weights[row + j]! -= step * x[j]!
    biases[i]! -= step
  }
}

function adamLayer(layer: PlainLayer, x: Float32Array, rate: number, correction: number): void {
  const { inputs, outputs, weights, biases, deltas } = layer
  const [m, v, mBias, vBias] = layer.moments
  for (let i = 0; i < outputs; i++) {
    const row = i * inputs
    const delta = deltas[i]!
    for (let j = 0; j < inputs; j++) {
      const k = row + j
      const gradient = delta * x[j]!
      m[k]! += 0.1 * (gradient - m[k]!)
      v[k]! += 0.001 * (gradient * gradient - v[k]!)
      weights[k]! -= (rate * m[k]!) / (Math.sqrt(v[k]!) * correction + 1e-8)
    }
    mBias[i]! += 0.1 * (delta - mBias[i]!)
    vBias[i]! += 0.001 * (delta * delta - vBias[i]!)
    biases[i]! -= (rate * mBias[i]!) / (Math.sqrt(vBias[i]!) * correction + 1e-8)
  }
}

/** Builds the network and returns its step: trains on one sample and gives the loss before the update. */
export function createPlainLoop(
  sizes: readonly number[],
  optimizer: OptimizerName,
  rate: number,
): (x: Float32Array, target: number) => number {
  let seed = 1
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed / 2 ** 32
  }
  const layers = sizes.slice(1).map((outputs, at) => createLayer(sizes[at]!, outputs, random))
  const output = layers[layers.length - 1]!
  let steps = 0
  return (x, target) => {
    let value = x
    for (const layer of layers) {
      forwardLayer(layer, value, layer === output)
      value = layer.activations
    }
    const loss = lossAndDeltas(output, target)
    steps += 1
    const rateNow = optimizer === 'adam' ? rate / (1 - 0.9 ** steps) : rate
    const correction = 1 / Math.sqrt(1 - 0.999 ** steps)
    for (let at = layers.length - 1; at >= 0; at--) {
      const layer = layers[at]!
      const before = layers[at - 1]
      if (before) backwardInto(layer, before)
      const input = before ? before.activations : x
      if (optimizer === 'sgd') sgdLayer(layer, input, rateNow)
      else adamLayer(layer, input, rateNow, correction)
    }
    return loss
  }
}
