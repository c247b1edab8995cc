import { resumable } from '../resumable.js'
import type { Baseline } from './baseline.js'
import type { Label } from '../../features/sample.js'

/** The label before, with certainty: hard to beat where labels come in runs. Its log loss pays for the certainty. */
export function lastLabel(): Baseline {
  return {
    name: 'lastLabel',
    task: 'classification',
    create() {
      const { memory: prediction, ...remembers } = resumable<{ label: Label | undefined }>({ label: undefined })
      return {
        ...remembers,
        predict: () => prediction,
        learn(target) {
          if (typeof target !== 'object') prediction.label = target
        },
      }
    },
  }
}
