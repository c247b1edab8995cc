/** The networks every contestant is timed on: sizes of input, hidden layers (tanh) and output (softmax, cross-entropy). */
export const networks: readonly (readonly number[])[] = [
  [8, 16, 2],
  [20, 64, 32, 2],
  [64, 128, 64, 10],
  [784, 128, 10],
  [784, 300, 150, 10],
]

export type OptimizerName = 'sgd' | 'adam'

export const learningRates: Readonly<Record<OptimizerName, number>> = { sgd: 0.01, adam: 0.001 }

/** A sample with a class index as target. */
export interface BenchSample {
  readonly x: Float32Array
  readonly y: number
}

/**
 * `count` samples with inputs in [-1, 1) and a class that depends on them, the same on every run:
 * a linear congruential generator (Numerical Recipes, ranqd1).
 */
export function samplesFor(sizes: readonly number[], count: number): readonly BenchSample[] {
  let state = 12345
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const inputs = sizes[0] ?? 1
  const classes = sizes[sizes.length - 1] ?? 2
  return Array.from({ length: count }, () => {
    const x = Float32Array.from({ length: inputs }, () => 2 * random() - 1)
    const score = (x[0] ?? 0) + 0.5 * (x[1] ?? 0) + 1.5
    return { x, y: Math.min(classes - 1, Math.floor((score / 3) * classes)) }
  })
}
