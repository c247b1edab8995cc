import { resumable } from '../resumable.js'
import type { Baseline } from './baseline.js'
import type { Target } from '../../features/sample.js'

/** It stays as it is: the target before; 0 before the first. */
export function lastTarget(): Baseline {
  return {
    name: 'lastTarget',
    task: 'regression',
    create() {
      const { memory: prediction, ...remembers } = resumable({ value: 0, values: [0] })
      return {
        ...remembers,
        predict: () => prediction,
        learn(target) {
          const numbers = numbersOf(target)
          for (let i = 0; i < numbers.length; i++) prediction.values[i] = numbers[i] ?? 0
          prediction.value = prediction.values[0] ?? 0
        },
      }
    },
  }
}

/** A target as numbers, one per output. */
export function numbersOf(target: Target): ArrayLike<number> {
  return typeof target === 'object' ? target : [Number(target)]
}
