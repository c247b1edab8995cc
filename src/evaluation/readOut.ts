import { exp } from '../kernels/float64Math.js'
import type { Prediction } from './prediction.js'
import type { Label } from './sample.js'

/** The prediction that a network's output means: the outputs beyond the classes known so far count for nothing. */
export function readOut(
  task: Prediction['task'],
  output: Float32Array | Float64Array,
  classes: readonly Label[],
): Prediction {
  const values = output instanceof Float32Array ? output : Float32Array.from(output)
  if (task === 'regression') return { task, value: values[0] ?? 0, values }
  const probabilities = softmaxOf(values, classes.length)
  let best = 0
  for (let index = 1; index < probabilities.length; index++) {
    if ((probabilities[index] ?? 0) > (probabilities[best] ?? 0)) best = index
  }
  return { task, label: classes[best], probabilities, classes }
}

/** Probabilities of the classes known so far, by our own exponential, so that they are the same everywhere. */
function softmaxOf(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(classes)
  let largest = -Infinity
  for (let index = 0; index < classes; index++) largest = Math.max(largest, logits[index] ?? 0)
  let sum = 0
  for (let index = 0; index < classes; index++) {
    const value = exp((logits[index] ?? 0) - largest)
    probabilities[index] = value
    sum += value
  }
  for (let index = 0; index < classes; index++) probabilities[index] = (probabilities[index] ?? 0) / sum
  return probabilities
}
