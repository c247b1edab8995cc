import type { Baseline, BaselineState } from './baseline.js'
import type { Label, Target } from '../../features/sample.js'

/** The label seen most so far (the earlier one in a tie), with the frequencies so far as its probabilities, by weight. */
export function majority(): Baseline {
  return { name: 'majority', task: 'classification', create: countLabels }
}

function countLabels(): BaselineState {
  const positions = new Map<Target, number>()
  const classes: Label[] = []
  const counts: number[] = []
  const probabilities: number[] = []
  const prediction: { label: Label | undefined; readonly classes: Label[]; readonly probabilities: number[] } = {
    label: undefined,
    classes,
    probabilities,
  }
  let total = 0
  let most = 0
  return {
    predict() {
      for (let k = 0; k < counts.length; k++) probabilities[k] = (counts[k] ?? 0) / total
      return prediction
    },
    state: () => ({ classes: [...classes], counts: [...counts], total, most, label: prediction.label }),
    restore(state) {
      const known = state as { classes: Label[]; counts: number[]; total: number; most: number; label?: Label }
      known.classes.forEach((label, position) => positions.set(label, position))
      classes.push(...known.classes)
      counts.push(...known.counts)
      total = known.total
      most = known.most
      prediction.label = known.label
    },
    learn(target, weight = 1) {
      if (typeof target === 'object') return
      let position = positions.get(target)
      if (position === undefined) {
        position = classes.push(target) - 1
        positions.set(target, position)
      }
      const count = (counts[position] ?? 0) + weight
      counts[position] = count
      total += weight
      if (count > most) {
        most = count
        prediction.label = target
      }
    },
  }
}
