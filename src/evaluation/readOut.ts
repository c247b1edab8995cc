import type { Label } from '../features/sample.js'
import { exp } from '../kernels/float64Math.js'
import { type Link, linkRules } from '../losses/link.js'
import {
  type ClassificationPrediction,
  type Prediction,
  type RegressionPrediction,
  type Task,
  unpredicted,
} from './prediction.js'

export interface ReadOutOptions {
  readonly task: Task
  /** Known so far; frozen, for it becomes part of the prediction. */
  readonly classes: readonly Label[]
  /** See Temperature; default 1. */
  readonly temperature?: number
  /** A regression's outputs in the target's units; default: as they are. */
  readonly unscale?: ((output: number, index: number) => number) | undefined
  /** What a regression's outputs mean; default `identity`. */
  readonly link?: Link
  /** The standard deviation of each of a regression's targets, by which it was standardised; default 1. */
  readonly deviation?: ((index: number) => number) | undefined
  /** How many of a regression's outputs are known; 0 while no target is known. Default: all of the network's. */
  readonly outputs?: number
}

/** The prediction that a network's output means. Outputs beyond the classes or targets known so far count for nothing. */
export function readOut(output: Float32Array | Float64Array, options: ReadOutOptions): Prediction {
  const { task, classes, temperature = 1, link = 'identity' } = options
  if (task === 'regression') {
    const { outputs = output.length / linkRules[link].outputsPerTarget } = options
    return outputs === 0 ? unpredicted(task) : regression(output, outputs, options)
  }
  return classes.length === 0 ? unpredicted(task) : classification(output, classes, temperature)
}

function regression(
  output: Float32Array | Float64Array,
  outputs: number,
  { link = 'identity', unscale, deviation = one }: ReadOutOptions,
): RegressionPrediction {
  const { inverse } = linkRules[link]
  const read = unscale ?? inverse
  const values = Float32Array.from(outputs < output.length ? output.subarray(0, outputs) : output)
  for (let i = 0; i < values.length; i++) values[i] = read(output[i]!, i)
  // In double precision: a target's units may need it.
  const value = read(output[0] ?? 0, 0)
  if (link !== 'meanAndVariance') return { task: 'regression', value, values }
  const means = output.length / 2
  const varianceAt = (i: number): number => linkRules.exponential.inverse(output[means + i] ?? 0) * deviation(i) ** 2
  return { task: 'regression', value, values, variance: varianceAt(0), variances: values.map((_, i) => varianceAt(i)) }
}

const one = (): number => 1

function classification(
  logits: Float32Array | Float64Array,
  classes: readonly Label[],
  temperature: number,
): ClassificationPrediction {
  const probabilities = probabilitiesOf(logits, classes.length, temperature)
  let best = 0
  for (let index = 1; index < probabilities.length; index++) {
    if ((probabilities[index] ?? 0) > (probabilities[best] ?? 0)) best = index
  }
  return { task: 'classification', label: classes[best], probabilities, classes }
}

/** Softmax over the first `classes` outputs, by our own exponential, so that the bits are the same everywhere. */
export function probabilitiesOf(
  logits: Float32Array | Float64Array,
  classes: number,
  temperature: number,
): Float32Array {
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
