import { resumable } from '../resumable.js'
import type { Baseline } from './baseline.js'
import type { Target } from '../../features/sample.js'

/** It stays as it is: the target before. It predicts nothing before the first. */
export function lastTarget(): Baseline {
  return {
    name: 'lastTarget',
    task: 'regression',
    create() {
      const { memory: prediction, ...remembers } = resumable<{ value: number; values: number[] }>({
        value: Number.NaN,
        values: [],
      })
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
