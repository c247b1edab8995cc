import type { Label } from '../features/sample.js'
import type { RejectionCode } from '../rejection.js'

export type { Label } from '../features/sample.js'

/** Probabilities of the classes that were known when it was made. Any other class has probability 0. */
export interface ClassificationPrediction {
  readonly task: 'classification'
  /** The most probable class; undefined where nothing was predicted. */
  readonly label: Label | undefined
  /** `probabilities[k]` belongs to `classes[k]`; empty where nothing was predicted. */
  readonly probabilities: Float32Array
  /** Frozen. Predictions share one array until a class is appended, then the next ones get a new array. */
  readonly classes: readonly Label[]
  /** True while no class is known: there is no prediction, and nothing is scored. */
  readonly unpredicted?: true
  readonly rejected?: undefined
}

export interface RegressionPrediction {
  readonly task: 'regression'
  /** The first of `values`, in the units of the target, in double precision; NaN where nothing was predicted. */
  readonly value: number
  /** One number for each output that was known when it was made; empty where nothing was predicted. */
  readonly values: Float32Array
  /** With `gaussianNll`: the variance around each of `values`, in squared units of the target. */
  readonly variances?: Float32Array
  /** The first of `variances`, in double precision. */
  readonly variance?: number
  /** Where the target is expected to lie, from who predicts that. */
  readonly interval?: { readonly lower: number; readonly upper: number }
  /** True while no target is known: there is no prediction, and nothing is scored. */
  readonly unpredicted?: true
  readonly rejected?: undefined
}

export type Prediction = ClassificationPrediction | RegressionPrediction

export type Task = Prediction['task']

interface Predictions {
  readonly classification: ClassificationPrediction
  readonly regression: RegressionPrediction
}

/** What a learner of this task predicts. */
export type PredictionOf<T extends Task> = Predictions[T]

/** In place of a prediction, for a question that doesn't fit. It has nothing but the reason. */
export interface Unanswered {
  readonly rejected: { readonly code: RejectionCode; readonly reason: string }
  readonly task?: undefined
  readonly label?: undefined
  readonly probabilities?: undefined
  readonly classes?: undefined
  readonly value?: undefined
  readonly values?: undefined
  readonly variances?: undefined
  readonly variance?: undefined
  readonly interval?: undefined
  readonly unpredicted?: undefined
}

const NO_CLASSES: readonly Label[] = Object.freeze([])

/** What stands in place of a prediction while nothing is known. */
export function unpredicted(task: Task): Prediction {
  if (task === 'regression') return { task, value: Number.NaN, values: new Float32Array(0), unpredicted: true }
  return { task, label: undefined, probabilities: new Float32Array(0), classes: NO_CLASSES, unpredicted: true }
}
