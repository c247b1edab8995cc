import type { Model } from 'eddy'

/** One case of a logical task: bits in, the bits that should come out. */
export interface LogicalCase {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** All vectors of `bits` zeros and ones, with what `answer` says of each. */
export function truthTable(
  bits: number,
  answer: (x: readonly number[]) => boolean | readonly boolean[],
): readonly LogicalCase[] {
  return Array.from({ length: 2 ** bits }, (_, row) => {
    const x = Array.from({ length: bits }, (_, bit) => (row >> (bits - 1 - bit)) & 1)
    return { x, y: [answer(x)].flat().map(Number) }
  })
}

/** Whether every output of every case is on the right side of `threshold`: 0.5 for probabilities, 0 for logits. */
export const solves =
  (cases: readonly LogicalCase[], threshold = 0.5) =>
  (model: Model): boolean =>
    cases.every(({ x, y }) => {
      const output = model.predict(x)
      return y.every((bit, at) => Number((output[at] ?? 0) > threshold) === bit)
    })
