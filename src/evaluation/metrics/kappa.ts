import { defineMetric, type Metric, type Observation, type Summary } from './metric.js'

/**
 * Cohen's kappa: agreement beyond what the two label frequencies would give by chance; 1 is perfect, 0 is chance.
 * 0 where chance alone agrees always (one label on both sides). Source: Cohen 1960.
 */
export function kappa(): Metric {
  return defineMetric({
    name: 'kappa',
    task: 'classification',
    width: 2,
    measure: numberedLabels,
    summarise: agreement,
  })
}

/** Target and predicted label as numbers given in order of appearance; memory grows with the labels, not the stream. */
function numberedLabels(): (observation: Observation, into: Float64Array, offset: number) => void {
  const numbers = new Map<unknown, number>()
  const numberOf = (label: unknown): number => {
    const known = numbers.get(label)
    if (known !== undefined) return known
    numbers.set(label, numbers.size)
    return numbers.size - 1
  }
  return ({ target, prediction }, into, offset) => {
    into[offset] = numberOf(target)
    into[offset + 1] = numberOf(prediction.label)
  }
}

function agreement(): Summary {
  const targets: number[] = []
  const predictions: number[] = []
  let hits = 0
  let count = 0
  return {
    add(measurements, offset) {
      const target = measurements[offset] ?? 0
      const predicted = measurements[offset + 1] ?? 0
      targets[target] = (targets[target] ?? 0) + 1
      predictions[predicted] = (predictions[predicted] ?? 0) + 1
      if (target === predicted) hits++
      count++
    },
    value() {
      if (count === 0) return Number.NaN
      let byChance = 0
      for (let k = 0; k < targets.length; k++) byChance += (targets[k] ?? 0) * (predictions[k] ?? 0)
      const chance = byChance / (count * count)
      return chance === 1 ? 0 : (hits / count - chance) / (1 - chance)
    },
  }
}
