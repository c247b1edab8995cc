import type { Observation } from './metrics/metric.js'

/** Output `i` of the target; NaN where there is no such number. */
export function targetAt({ target }: Observation, i: number): number {
  if (typeof target === 'object') return target[i] ?? Number.NaN
  if (i > 0) return Number.NaN
  return typeof target === 'number' ? target : typeof target === 'boolean' ? Number(target) : Number.NaN
}

/** Output `i` of the prediction; NaN where there is no such number. `value` is more precise than the first of `values`. */
export function predictedAt({ prediction }: Observation, i: number): number {
  return (i === 0 ? prediction.value : undefined) ?? prediction.values?.[i] ?? Number.NaN
}

/** The mean over the outputs of `cost(predicted - target)`. */
export function meanOverOutputs(observation: Observation, cost: (error: number) => number): number {
  const count = typeof observation.target === 'object' ? observation.target.length : 1
  let sum = 0
  for (let i = 0; i < count; i++) sum += cost(predictedAt(observation, i) - targetAt(observation, i))
  return sum / count
}
