import type { Observation } from './metrics/metric.js'
import { predictedAt, targetAt } from './outputs.js'

/**
 * Whether a target was predicted: a label for a label, a finite number for every number. What was not predicted is not
 * scored. Neither is a target that is neither label nor numbers.
 */
export function isPredicted(observation: Observation): boolean {
  const { target, prediction } = observation
  if (isLabel(prediction.label)) return isLabel(target)
  if (typeof target !== 'object') return isPredictedAt(observation, 0)
  const count = target?.length ?? 0
  for (let i = 0; i < count; i++) if (!isPredictedAt(observation, i)) return false
  return count > 0
}

const isPredictedAt = (observation: Observation, i: number): boolean =>
  Number.isFinite(predictedAt(observation, i)) && Number.isFinite(targetAt(observation, i))

const isLabel = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && !Number.isNaN(value))
