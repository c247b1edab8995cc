import { resumable } from '../resumable.js'
import type { Baseline } from './baseline.js'
import { numbersOf } from './lastTarget.js'

/** The mean of all targets so far, per output; 0 before the first. */
export function mean(): Baseline {
  return {
    name: 'mean',
    task: 'regression',
    create() {
      const { memory, ...remembers } = resumable({ value: 0, values: [0], count: 0 })
      return {
        ...remembers,
        predict: () => memory,
        learn(target) {
          memory.count++
          const numbers = numbersOf(target)
          for (let i = 0; i < numbers.length; i++) {
            const before = memory.values[i] ?? 0
            memory.values[i] = before + ((numbers[i] ?? 0) - before) / memory.count
          }
          memory.value = memory.values[0] ?? 0
        },
      }
    },
  }
}
