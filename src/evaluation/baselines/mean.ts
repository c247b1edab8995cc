import { resumable } from '../resumable.js'
import type { Baseline } from './baseline.js'
import { numbersOf } from './lastTarget.js'

interface Means {
  value: number
  values: number[]
  /** Targets of each output, by their weights: one that is appended later has fewer. */
  counts: number[]
}

/** Of version 0.1: one count for all. */
interface OldMeans {
  readonly count?: number
}

/** The mean of all targets so far, per output. It predicts nothing before the first. */
export function mean(): Baseline {
  return {
    name: 'mean',
    task: 'regression',
    create() {
      const { memory, ...remembers } = resumable<Means>({ value: Number.NaN, values: [], counts: [] })
      return {
        ...remembers,
        predict: () => memory,
        restore(state) {
          const { value, values, counts, count = 0 } = state as Means & OldMeans
          remembers.restore({ value, values, counts: counts ?? values.map(() => count) })
        },
        learn(target, weight = 1) {
          const numbers = numbersOf(target)
          for (let i = 0; i < numbers.length; i++) {
            const before = memory.values[i] ?? 0
            const count = (memory.counts[i] ?? 0) + weight
            memory.counts[i] = count
            memory.values[i] = before + (weight * ((numbers[i] ?? 0) - before)) / count
          }
          memory.value = memory.values[0] ?? Number.NaN
        },
      }
    },
  }
}
