import type { Label } from '../features/sample.js'
import { exp } from '../kernels/float64Math.js'
import type { ClassificationPrediction, Prediction, RegressionPrediction, Task } from './prediction.js'

export interface ReadOutOptions {
  readonly task: Task
  readonly classes: readonly Label[]
  /** See Temperature; default 1. */
  readonly temperature?: number
  /** A regression's outputs in the target's units; default: as they are. */
  readonly unscale?: ((output: number, index: number) => number) | undefined
}

/** The prediction that a network's output means: the outputs beyond the classes known so far count for nothing. */
export function readOut(output: Float32Array | Float64Array, options: ReadOutOptions): Prediction {
  return options.task === 'regression'
    ? regression(output, options.unscale)
    : classification(output, options.classes, options.temperature ?? 1)
}

function regression(output: Float32Array | Float64Array, unscale: ReadOutOptions['unscale']): RegressionPrediction {
  const values = Float32Array.from(output)
  if (!unscale) return { task: 'regression', value: values[0] ?? 0, values }
  for (let i = 0; i < values.length; i++) values[i] = unscale(output[i]!, i)
  // In double precision: a target's units may need it.
  return { task: 'regression', value: unscale(output[0] ?? 0, 0), values }
}

function classification(
  logits: Float32Array | Float64Array,
  classes: readonly Label[],
  temperature: number,
): ClassificationPrediction {
  const probabilities = softmaxOf(logits, classes.length, temperature)
  let best = 0
  for (let index = 1; index < probabilities.length; index++) {
    if ((probabilities[index] ?? 0) > (probabilities[best] ?? 0)) best = index
  }
  return { task: 'classification', label: classes[best], probabilities, classes }
}

/** Probabilities of the classes known so far, by our own exponential, so that they are the same everywhere. */
function softmaxOf(logits: Float32Array | Float64Array, classes: number, temperature: number): Float32Array {
  const probabilities = new Float32Array(classes)
  let largest = -Infinity
  for (let index = 0; index < classes; index++) largest = Math.max(largest, logits[index] ?? 0)
  let sum = 0
  for (let index = 0; index < classes; index++) {
    const value = exp(temperature * ((logits[index] ?? 0) - largest))
    probabilities[index] = value
    sum += value
  }
  for (let index = 0; index < classes; index++) probabilities[index] = (probabilities[index] ?? 0) / sum
  return probabilities
}
