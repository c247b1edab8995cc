import type { Resumable } from '../../resumable.js'
import type { Rows } from '../measurementWindow.js'
import type { Summary } from '../measuredMetric.js'

/** Weights summed by label number: of targets, of predictions, and where both agree. */
export class Confusion implements Resumable {
  targets: number[] = []
  predictions: number[] = []
  hits: number[] = []
  count = 0

  add(target: number, predicted: number, weight: number): void {
    const { targets, predictions, hits } = this
    if (targets.length <= target) grow(targets, target)
    if (predictions.length <= predicted) grow(predictions, predicted)
    targets[target]! += weight
    predictions[predicted]! += weight
    if (target === predicted) {
      if (hits.length <= target) grow(hits, target)
      hits[target]! += weight
    }
    this.count += weight
  }

  /** The same for many pairs of target and prediction. */
  addAll({ numbers, width, offset }: Rows, from: number, to: number): void {
    const { targets, predictions, hits } = this
    let most = 0
    for (let at = from * width; at < to * width; at += width) {
      most = Math.max(most, numbers[at + offset]!, numbers[at + offset + 1]!)
    }
    for (const counts of [targets, predictions, hits]) grow(counts, most)
    for (let at = from * width; at < to * width; at += width) {
      const weight = numbers[at]!
      const target = numbers[at + offset]!
      const predicted = numbers[at + offset + 1]!
      targets[target]! += weight
      predictions[predicted]! += weight
      if (target === predicted) hits[target]! += weight
      this.count += weight
    }
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
    add: (measurements, offset, weight) =>
      confusion.add(measurements[offset] ?? 0, measurements[offset + 1] ?? 0, weight),
    addAll: (rows, from, to) => confusion.addAll(rows, from, to),
    fade: (factor) => confusion.fade(factor),
    state: () => confusion.state(),
    restore: (state) => confusion.restore(state),
    value: () => (confusion.count === 0 ? Number.NaN : figure(confusion)),
  }
}
