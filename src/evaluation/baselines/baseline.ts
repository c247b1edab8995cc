import type { Resumable } from '../resumable.js'
import type { Predicted } from '../metrics/metric.js'
import type { Task } from '../prediction.js'
import type { Target } from '../../features/sample.js'

/** A predictor without features, to be beaten: asked first, told the target afterwards. */
export interface BaselineState extends Resumable {
  /** What it says about the next target. The object may be reused by the next call. */
  predict(): Predicted
  /** `weight`: how often the target counts, above 0; default 1. */
  learn(target: Target, weight?: number): void
}

export interface Baseline {
  readonly name: string
  readonly task: Task
  create(): BaselineState
}
