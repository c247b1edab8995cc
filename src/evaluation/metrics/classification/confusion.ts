import type { Resumable } from '../../resumable.js'
import type { Summary } from '../metric.js'

/** Counts by label number: targets, predictions, and where both agree. */
export class Confusion implements Resumable {
  targets: number[] = []
  predictions: number[] = []
  hits: number[] = []
  count = 0

  add(target: number, predicted: number): void {
    grow(this.targets, target)
    grow(this.predictions, predicted)
    this.targets[target] = (this.targets[target] ?? 0) + 1
    this.predictions[predicted] = (this.predictions[predicted] ?? 0) + 1
    if (target === predicted) {
      grow(this.hits, target)
      this.hits[target] = (this.hits[target] ?? 0) + 1
    }
    this.count += 1
  }

  fade(factor: number): void {
    this.count *= factor
    for (const counts of [this.targets, this.predictions, this.hits]) {
      for (let label = 0; label < counts.length; label++) counts[label] = (counts[label] ?? 0) * factor
    }
  }

  state(): unknown {
    const { targets, predictions, hits, count } = this
    return { targets: [...targets], predictions: [...predictions], hits: [...hits], count }
  }

  restore(state: unknown): void {
    Object.assign(this, structuredClone(state))
  }
}

function grow(counts: number[], label: number): void {
  while (counts.length <= label) counts.push(0)
}

/** A summary of [target, predicted] by a figure of the confusion matrix; NaN before the first. */
export function confusionSummary(figure: (confusion: Confusion) => number): Summary {
  const confusion = new Confusion()
  return {
    add: (measurements, offset) => confusion.add(measurements[offset] ?? 0, measurements[offset + 1] ?? 0),
    fade: (factor) => confusion.fade(factor),
    state: () => confusion.state(),
    restore: (state) => confusion.restore(state),
    value: () => (confusion.count === 0 ? Number.NaN : figure(confusion)),
  }
}
