import { stride } from '../isa.js'
import type { Operands, Scope } from './scope.js'
import { load, operand, padRow } from './scope.js'

/** Runs the words at `pc` with blockOffset set, and returns the status. */
export type RunRule = (pc: number, blockOffset: number) => number

/** Writes the gradient of rows [from, from + height) to `scratch`. */
const gradientBlock = (scope: Scope, o: Operands, scratch: number, from: number, height: number): void => {
  const { data, round } = scope
  const [a, b, cols] = [operand(o, 1), operand(o, 2), operand(o, 4)]
  const step = stride(cols)
  for (let i = 0; i < height; i++) {
    const to = scratch + i * step
    const row = a + (from + i) * step
    const factor = b < 0 ? 0 : load(scope, a + from + i)
    for (let j = 0; j < cols; j++) data[to + j] = b < 0 ? load(scope, row + j) : round(factor * load(scope, b + j))
    padRow(scope, to, cols)
  }
}

/** UPDATE. A rule may leave anything in the padding of its own results; that of `w` is set back to zero. */
export const update = (scope: Scope, operands: Operands, capacity: number, runRule: RunRule): number => {
  const o = operands.slice()
  const [w, rows, cols, rule, scratch] = [operand(o, 0), operand(o, 3), operand(o, 4), operand(o, 5), operand(o, 6)]
  const step = stride(cols)
  const height = Math.max(1, Math.floor(capacity / step))
  for (let from = 0; from < rows; from += height) {
    const count = Math.min(height, rows - from)
    gradientBlock(scope, o, scratch, from, count)
    scope.blockLength = count * step
    const status = runRule(rule, w + from * step)
    if (status !== 0) return status
    for (let i = from; i < from + count; i++) padRow(scope, w + i * step, cols)
  }
  return 0
}
