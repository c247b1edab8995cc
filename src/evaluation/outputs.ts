import type { Observation } from './metrics/metric.js'

/** Output `i` of the target; NaN where there is no such number. */
export function targetAt({ target }: Observation, i: number): number {
  if (typeof target === 'object') return target[i] ?? Number.NaN
  return i === 0 && typeof target !== 'string' ? Number(target) : Number.NaN
}

/** Output `i` of the prediction; NaN where there is no such number. */
export function predictedAt({ prediction }: Observation, i: number): number {
  return prediction.values?.[i] ?? (i === 0 ? prediction.value : undefined) ?? Number.NaN
}

/** The mean over the outputs of `cost(predicted - target)`. */
export function meanOverOutputs(observation: Observation, cost: (error: number) => number): number {
  const count = typeof observation.target === 'object' ? observation.target.length : 1
  let sum = 0
  for (let i = 0; i < count; i++) sum += cost(predictedAt(observation, i) - targetAt(observation, i))
  return sum / count
}
