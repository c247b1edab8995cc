import { readFileSync } from 'node:fs'

/** The seventeen weights a 6-2-1 net starts with, and the sweeps until an independent implementation had it solved. */
export interface SymmetryStart {
  /** Sweeps in double precision; null: not within 12,000. */
  readonly sweeps: number | null
  /** For the first layer [units, inputs], row by row, and its biases; then the output unit's. */
  readonly hidden: { readonly weight: readonly number[]; readonly bias: readonly number[] }
  readonly output: { readonly weight: readonly number[]; readonly bias: readonly number[] }
}

const read = JSON.parse(readFileSync(new URL('../data/symmetry-starts.json', import.meta.url), 'utf8')) as {
  readonly starts: readonly { readonly sweeps: number | null; readonly drawn: readonly number[] }[]
}

/** Drawn for one input after the other, each for both hidden units; then biases, output weights and the output's bias. */
export const symmetryStarts: readonly SymmetryStart[] = read.starts.map(({ sweeps, drawn }) => ({
  sweeps,
  hidden: {
    weight: [0, 1].flatMap((unit) => drawn.slice(0, 12).filter((_, at) => at % 2 === unit)),
    bias: drawn.slice(12, 14),
  },
  output: { weight: drawn.slice(14, 16), bias: drawn.slice(16) },
}))
