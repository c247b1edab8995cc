import { BLEND_TINY, BLEND_TINY_SQUARED, stride } from '../isa.js'
import type { Instruction, Scope } from './scope.js'
import { load, operand, padRow } from './scope.js'

/** The functions of `Binary`, in order; each arithmetic step is rounded by `r`. */
const binary: readonly ((x: number, y: number, r: (x: number) => number) => number)[] = [
  (x, y, r) => r(x + y),
  (x, y, r) => r(x - y),
  (x, y, r) => r(x * y),
  (x, y, r) => r(x / y),
  (x, y) => Math.max(x, y),
  (x, y) => Math.min(x, y),
  (x, y) => (x > y ? 1 : 0),
  (x, y) => (x >= y ? 1 : 0),
  (x, y) => (x === y ? 1 : 0),
  (g, y, r) => r(g * r(1 - r(y * y))),
  (g, y, r) => r(g * r(y * r(1 - y))),
  (g, y) => (y > 0 ? g : 0),
]

/** Runs `value` over every element of `dst`, with the row and the offset of the element in a full layout. */
export const each = (
  scope: Scope,
  dst: number,
  rows: number,
  cols: number,
  value: (offset: number, row: number, col: number) => number,
): undefined => {
  const height = rows === 0 ? 1 : rows
  const width = rows === 0 ? scope.blockLength : cols
  const step = stride(width)
  for (let row = 0; row < height; row++) {
    const start = row * step
    for (let col = 0; col < width; col++) scope.data[dst + start + col] = value(start + col, row, col)
    padRow(scope, dst + start, width)
  }
}

export const unary: Instruction = (scope, o) => {
  const fn = scope.unary[operand(o, 0)]
  const a = operand(o, 2)
  if (fn === undefined) return
  return each(scope, operand(o, 1), operand(o, 3), operand(o, 4), (offset) => fn(load(scope, a + offset)))
}

/** One operand of BINARY: a splat is read before its row is written, so that it may be overwritten. */
const reader = (scope: Scope, address: number, step: number, splat: number) => {
  let value = 0
  return (row: number, col: number): number => {
    if (splat === 0) return load(scope, address + row * step + col)
    if (col === 0) value = load(scope, address + row * step)
    return value
  }
}

export const binaryInstruction: Instruction = (scope, o) => {
  const fn = binary[operand(o, 0)]
  if (fn === undefined) return
  const a = reader(scope, operand(o, 2), operand(o, 3), operand(o, 4))
  const b = reader(scope, operand(o, 5), operand(o, 6), operand(o, 7))
  return each(scope, operand(o, 1), operand(o, 8), operand(o, 9), (_, row, col) =>
    fn(a(row, col), b(row, col), scope.round),
  )
}

export const select: Instruction = (scope, o) => {
  const [c, a, b] = [operand(o, 1), operand(o, 2), operand(o, 3)]
  return each(scope, operand(o, 0), operand(o, 4), operand(o, 5), (offset) =>
    load(scope, (load(scope, c + offset) !== 0 ? a : b) + offset),
  )
}

export const blend: Instruction = (scope, o) => {
  const { round } = scope
  const squared = operand(o, 0) === 1
  const single = scope.data instanceof Float32Array
  const tiny = single ? BLEND_TINY : 0
  const tinySquared = single ? BLEND_TINY_SQUARED : 0
  const [a, b] = [operand(o, 2), operand(o, 4)]
  const [s, t] = [load(scope, operand(o, 3)), load(scope, operand(o, 5))]
  return each(scope, operand(o, 1), operand(o, 6), operand(o, 7), (offset) => {
    const second = load(scope, b + offset)
    const factor = squared ? flushed(round(second * second), second, tinySquared) : second
    const sum = round(round(load(scope, a + offset) * s) + round(factor * t))
    return flushed(sum, sum, tiny)
  })
}

/** 0 where |judged| < limit; a not-a-number stays. */
export const flushed = (value: number, judged: number, limit: number): number => (Math.abs(judged) < limit ? 0 : value)
