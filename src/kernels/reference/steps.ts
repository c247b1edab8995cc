import { BLEND_TINY, BLEND_TINY_SQUARED, stride } from '../isa.js'
import { each, flushed } from './elementwise.js'
import type { Instruction } from './scope.js'
import { load, operand, padRow } from './scope.js'

/** RMS: the moving mean of g squared, and the step it gives, in one. */
export const rms: Instruction = (scope, o) => {
  const { data, round } = scope
  const single = data instanceof Float32Array
  const [v, g] = [operand(o, 1), operand(o, 2)]
  const [decay, rest, correction] = [load(scope, operand(o, 3)), load(scope, operand(o, 4)), load(scope, operand(o, 5))]
  const [epsilon, rate] = [load(scope, operand(o, 6)), load(scope, operand(o, 7))]
  return each(scope, operand(o, 0), operand(o, 8), operand(o, 9), (offset) => {
    const gradient = load(scope, g + offset)
    const square = flushed(round(gradient * gradient), gradient, single ? BLEND_TINY_SQUARED : 0)
    const sum = round(round(load(scope, v + offset) * decay) + round(square * rest))
    const mean = flushed(sum, sum, single ? BLEND_TINY : 0)
    data[v + offset] = mean
    return round(round(gradient / round(round(Math.sqrt(round(mean * correction))) + epsilon)) * rate)
  })
}

/** GUARD: keeps a step, and adds up its dot product with the gradient. */
export const guard: Instruction = (scope, o) => {
  const { data, round, blockLength } = scope
  const [dst, a, g, sum, cols] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3), operand(o, 4)]
  const lanes = [0, 0, 0, 0]
  const step = stride(cols)
  for (let row = 0; row < blockLength; row += step) {
    for (let col = 0; col < cols; col++) {
      const value = load(scope, a + row + col)
      data[dst + row + col] = value
      lanes[col & 3] = round((lanes[col & 3] ?? 0) + round(value * load(scope, g + row + col)))
    }
    padRow(scope, dst + row, cols)
  }
  const [l0 = 0, l1 = 0, l2 = 0, l3 = 0] = lanes
  data[sum] = round(load(scope, sum) + round(round(l0 + l1) + round(l2 + l3)))
}
