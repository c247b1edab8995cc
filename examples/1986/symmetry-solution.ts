import type { Model } from 'eddy'
import { largeSquares } from '../experiment/hinton.js'
import { weights } from '../experiment/weights.js'

/** What the article says of the weights that solve mirror symmetry with two hidden units. */
export interface SymmetrySolution {
  /** Weights at mirror positions are equal and opposite, to 5 % of the largest. */
  readonly antisymmetric: boolean
  /** The second hidden unit has the weights of the first with the opposite sign, to 15 % of the largest. */
  readonly twins: boolean
  /** Hidden units off unless something switches them on, output on unless one of them is: b < 0, v < 0, c > 0. */
  readonly signs: boolean
  /** The three magnitudes stand as 1 : 2 : 4, each to 10 %: every half pattern then has a sum of its own. */
  readonly doubling: boolean
}

export function solutionOf(model: Model): SymmetrySolution {
  const hidden = weights(model, '0.dense.weight')
  const [first = [], second = []] = hidden
  const largest = Math.max(...hidden.flat().map(Math.abs))
  const at = (row: readonly number[], index: number): number => row[index] ?? 0
  const mirrored = hidden.flatMap((row) => [0, 1, 2].map((i) => Math.abs(at(row, i) + at(row, 5 - i))))
  const twins = first.map((weight, i) => Math.abs(weight + at(second, i)))
  const magnitudes = [0, 1, 2].map((i) => (Math.abs(at(first, i)) + Math.abs(at(first, 5 - i))) / 2)
  const [one = 1, two = 0, four = 0] = magnitudes.sort((a, b) => a - b)
  const off = [...weights(model, '0.dense.bias').flat(), ...weights(model, '2.dense.weight').flat()]
  return {
    antisymmetric: Math.max(...mirrored) <= 0.05 * largest,
    twins: Math.max(...twins) <= 0.15 * largest,
    signs:
      off.every((value) => value < 0) &&
      weights(model, '2.dense.bias')
        .flat()
        .every((value) => value > 0),
    doubling: two / one >= 1.8 && two / one <= 2.2 && four / one >= 3.6 && four / one <= 4.4,
  }
}

/** The weights as squares, as in the article's first figure: a line of six for each hidden unit. */
export function drawSymmetry(model: Model): string {
  const hidden = weights(model, '0.dense.weight')
  const biases = weights(model, '0.dense.bias').flat()
  const output = weights(model, '2.dense.weight').flat()
  const largest = Math.max(...hidden.flat().map(Math.abs))
  const number = (value = 0): string => value.toFixed(2).padStart(6)
  const units = hidden.map(
    (row, at) =>
      `\nhidden unit ${at + 1}: bias ${number(biases[at])}, to the output ${number(output[at])}\n\n` +
      `${largeSquares(row, largest)}\n${row
        .map((weight) => number(weight).padEnd(10))
        .join('')
        .trimEnd()}`,
  )
  return [...units, `\noutput bias ${number(weights(model, '2.dense.bias').flat()[0])}`].join('\n')
}
