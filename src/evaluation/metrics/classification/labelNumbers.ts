import type { Observation } from '../metric.js'

/** Labels that are told apart; all later ones count as one more. Memory doesn't grow with the stream. */
const LABELS_MAX = 1000

/** Numbers labels in order of appearance, from 0. */
export class LabelNumbers {
  private readonly numbers = new Map<unknown, number>()

  of(label: unknown): number {
    const known = this.numbers.get(label)
    if (known !== undefined) return known
    if (this.numbers.size >= LABELS_MAX) return LABELS_MAX
    this.numbers.set(label, this.numbers.size)
    return this.numbers.size - 1
  }
}

/** Target and predicted label as two numbers: what a confusion matrix is made of. */
export function targetAndPrediction(): (observation: Observation, into: Float64Array, offset: number) => void {
  const numbers = new LabelNumbers()
  return ({ target, prediction }, into, offset) => {
    into[offset] = numbers.of(target)
    into[offset + 1] = numbers.of(prediction.label)
  }
}
