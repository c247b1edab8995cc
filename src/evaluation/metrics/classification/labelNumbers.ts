import type { Resumable } from '../../resumable.js'
import type { Observation } from '../metric.js'

/** Labels that are told apart; all later ones count as one more. Memory doesn't grow with the stream. */
const LABELS_MAX = 1000

/** Numbers labels in order of appearance, from 0. */
export class LabelNumbers implements Resumable {
  private readonly numbers = new Map<unknown, number>()

  of(label: unknown): number {
    const known = this.numbers.get(label)
    if (known !== undefined) return known
    if (this.numbers.size >= LABELS_MAX) return LABELS_MAX
    this.numbers.set(label, this.numbers.size)
    return this.numbers.size - 1
  }

  state(): unknown {
    return [...this.numbers.keys()]
  }

  restore(state: unknown): void {
    for (const label of state as readonly unknown[]) this.numbers.set(label, this.numbers.size)
  }
}

/** Target and predicted label as two numbers: what a confusion matrix is made of. */
export function targetAndPrediction(
  numbers: LabelNumbers,
): (observation: Observation, into: Float64Array, offset: number) => void {
  return ({ target, prediction }, into, offset) => {
    const number = numbers.of(target)
    const predicted = numbers.of(prediction.label)
    into[offset] = number
    // Two labels beyond those that are told apart may still differ.
    const isMiss = number === predicted && target !== prediction.label
    into[offset + 1] = isMiss ? predicted + 1 : predicted
  }
}
