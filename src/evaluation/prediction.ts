import type { Label } from '../features/sample.js'

export type { Label } from '../features/sample.js'

/** `probabilities[k]` belongs to `classes[k]`; `label` is undefined before the first class has been seen. */
export interface ClassificationPrediction {
  readonly task: 'classification'
  readonly label: Label | undefined
  readonly probabilities: Float32Array
  readonly classes: readonly Label[]
}

/** `value` is the first of `values`, in the units of the target. */
export interface RegressionPrediction {
  readonly task: 'regression'
  readonly value: number
  readonly values: Float32Array
  /** Where the target is expected to lie, from who predicts that. */
  readonly interval?: { readonly lower: number; readonly upper: number }
}

export type Prediction = ClassificationPrediction | RegressionPrediction

export type Task = Prediction['task']
