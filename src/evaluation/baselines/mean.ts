import type { Baseline } from './baseline.js'
import { numbersOf } from './lastTarget.js'

/** The mean of all targets so far, per output; 0 before the first. */
export function mean(): Baseline {
  return {
    name: 'mean',
    task: 'regression',
    create() {
      const prediction = { value: 0, values: [0] }
      let count = 0
      return {
        predict: () => prediction,
        learn(target) {
          count++
          const numbers = numbersOf(target)
          for (let i = 0; i < numbers.length; i++) {
            const before = prediction.values[i] ?? 0
            prediction.values[i] = before + ((numbers[i] ?? 0) - before) / count
          }
          prediction.value = prediction.values[0] ?? 0
        },
      }
    },
  }
}
