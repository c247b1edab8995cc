import { stride } from '../isa.js'
import { nextBits } from '../random.js'
import type { Instruction } from './scope.js'
import { load, operand, padRow } from './scope.js'

/** Dropout: draws 24 bits for every element, row by row, and none for the padding. */
export const mask: Instruction = (scope, o) => {
  const { data, round, words } = scope
  const [dst, seed, rows, cols] = [operand(o, 0), operand(o, 2), operand(o, 3), operand(o, 4)]
  const rate = load(scope, operand(o, 1))
  const kept = round(1 / round(1 - rate))
  for (let i = 0; i < rows; i++) {
    const row = dst + i * stride(cols)
    for (let j = 0; j < cols; j++) data[row + j] = (nextBits(words, seed) >>> 8) / 16777216 < rate ? 0 : kept
    padRow(scope, row, cols)
  }
  return 0
}

/** Random signs for the current block: one bit each, 32 columns to a draw; a row begins with a draw of its own. */
export const signs: Instruction = (scope, o) => {
  const { data, words, blockLength } = scope
  const [dst, seed, cols] = [operand(o, 0), operand(o, 1), operand(o, 2)]
  for (let row = 0; row < blockLength; row += stride(cols)) {
    let bits = 0
    for (let col = 0; col < cols; col++) {
      if ((col & 31) === 0) bits = nextBits(words, seed)
      data[dst + row + col] = (bits >>> (col & 31)) & 1 ? 1 : -1
    }
    padRow(scope, dst + row, cols)
  }
}
