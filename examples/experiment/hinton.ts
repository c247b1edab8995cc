import type { Model } from 'eddy'
import { weights } from './weights.js'

/*
 * Hinton diagrams for the terminal: each weight a square, its area as large as the weight; full squares are positive,
 * hollow ones negative.
 */

const SMALL = { positive: [' ', '·', '▪', '■'], negative: [' ', '·', '▫', '□'] } as const

/** A row of weights, one sign each; for many weights. */
export function smallSquares(row: readonly number[], largest: number): string {
  return row
    .map((weight) => {
      const size = Math.round(Math.sqrt(Math.abs(weight) / largest) * 3)
      return SMALL[weight >= 0 ? 'positive' : 'negative'][Math.min(3, size)] ?? ' '
    })
    .join(' ')
}

/** A row of weights as large squares, `size` lines high. */
export function largeSquares(row: readonly number[], largest: number, size = 4): string {
  const sides = row.map((weight) => Math.round(Math.sqrt(Math.abs(weight) / largest) * size))
  return Array.from({ length: size }, (_, line) =>
    row
      .map((weight, at) => {
        const side = sides[at] ?? 0
        const top = Math.floor((size - side) / 2)
        const within = line >= top && line < top + side
        const square = (within ? (weight >= 0 ? '██' : '░░') : '').repeat(side)
        const before = ' '.repeat(2 * top)
        return (before + (square || ' '.repeat(2 * side))).padEnd(2 * size + 2)
      })
      .join(''),
  )
    .map((text) => text.trimEnd())
    .join('\n')
}

/** Every dense layer of a model: a line for each unit, with its bias behind the bar. */
export function drawLayers(model: Model): string {
  return model.layout
    .filter(({ name }) => name.endsWith('.dense.weight'))
    .map(({ name, shape }) => {
      const rows = weights(model, name)
      const biases = weights(model, name.replace('weight', 'bias')).flat()
      const largest = Math.max(...[...rows.flat(), ...biases].map(Math.abs))
      const lines = rows.map(
        (row, unit) => `    ${smallSquares(row, largest)} │ ${smallSquares([biases[unit] ?? 0], largest)}`,
      )
      return `  ${shape[1]} to ${shape[0]} units\n${lines.join('\n')}`
    })
    .join('\n')
}
