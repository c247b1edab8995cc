import { Reduce, stride } from '../isa.js'
import type { Instruction, Scope } from './scope.js'
import { load, operand, padRow } from './scope.js'
import { dot, rowSum } from './sums.js'

/** Writes one number as a row of its own: stride 4, the rest zeros. */
const single = (scope: Scope, address: number, value: number): void => {
  scope.data[address] = value
  padRow(scope, address, 1)
}

/** Largest of `count` numbers; NaN if any is NaN. */
const rowMax = (scope: Scope, a: number, count: number): number => {
  let largest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) largest = Math.max(largest, load(scope, a + i))
  return largest
}

export const reduce: Instruction = (scope, o) => {
  const [fn, dst, a, rows, cols] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3), operand(o, 4)]
  const fold = fn === Reduce.MAX ? rowMax : rowSum
  for (let i = 0; i < rows; i++) single(scope, dst + 4 * i, fold(scope, a + i * stride(cols), cols))
  return 0
}

export const columns: Instruction = (scope, o) => {
  const [dst, a, rows, cols] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3)]
  for (let j = 0; j < cols; j++) {
    let sum = 0
    for (let i = 0; i < rows; i++) sum = scope.round(sum + load(scope, a + i * stride(cols) + j))
    scope.data[dst + j] = sum
  }
  padRow(scope, dst, cols)
  return 0
}

export const normalize: Instruction = (scope, o) => {
  const { data, round } = scope
  const [center, dst, scale, a] = [operand(o, 0), operand(o, 2), operand(o, 3), operand(o, 4)]
  const [rows, cols] = [operand(o, 5), operand(o, 6)]
  const epsilon = load(scope, operand(o, 1))
  for (let i = 0; i < rows; i++) {
    const [from, to] = [a + i * stride(cols), dst + i * stride(cols)]
    const mean = center === 1 ? round(rowSum(scope, from, cols) / cols) : 0
    for (let j = 0; j < cols; j++) data[to + j] = round(load(scope, from + j) - mean)
    const square = round(dot(scope, to, to, cols) / cols)
    const factor = round(1 / round(Math.sqrt(round(square + epsilon))))
    for (let j = 0; j < cols; j++) data[to + j] = round(load(scope, to + j) * factor)
    padRow(scope, to, cols)
    single(scope, scale + 4 * i, factor)
  }
  return 0
}

export const normalizeGrad: Instruction = (scope, o) => {
  const { data, round } = scope
  const [center, dst, g, y, scale] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3), operand(o, 4)]
  const [rows, cols] = [operand(o, 5), operand(o, 6)]
  for (let i = 0; i < rows; i++) {
    const start = i * stride(cols)
    const mean = center === 1 ? round(rowSum(scope, g + start, cols) / cols) : 0
    const slope = round(dot(scope, g + start, y + start, cols) / cols)
    const factor = load(scope, scale + 4 * i)
    for (let j = start; j < start + cols; j++) {
      const centered = round(load(scope, g + j) - mean)
      data[dst + j] = round(round(centered - round(load(scope, y + j) * slope)) * factor)
    }
    padRow(scope, dst + start, cols)
  }
  return 0
}

export const softmax: Instruction = (scope, o) => {
  const { data, round } = scope
  const [dst, a, rows, cols] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3)]
  for (let i = 0; i < rows; i++) {
    const [from, to] = [a + i * stride(cols), dst + i * stride(cols)]
    const largest = rowMax(scope, from, cols)
    for (let j = 0; j < cols; j++) data[to + j] = scope.exp(round(load(scope, from + j) - largest))
    const sum = rowSum(scope, to, cols)
    for (let j = 0; j < cols; j++) data[to + j] = round(load(scope, to + j) / sum)
    padRow(scope, to, cols)
  }
  return 0
}

export const softmaxGrad: Instruction = (scope, o) => {
  const { data, round } = scope
  const [dst, g, y, rows, cols] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3), operand(o, 4)]
  for (let i = 0; i < rows; i++) {
    const start = i * stride(cols)
    const mean = dot(scope, g + start, y + start, cols)
    for (let j = start; j < start + cols; j++) {
      data[dst + j] = round(load(scope, y + j) * round(load(scope, g + j) - mean))
    }
    padRow(scope, dst + start, cols)
  }
  return 0
}

export const firstMax: Instruction = (scope, o) => {
  const [dst, a, rows, cols] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3)]
  for (let i = 0; i < rows; i++) {
    const [from, to] = [a + i * stride(cols), dst + i * stride(cols)]
    const largest = rowMax(scope, from, cols)
    let found = false
    for (let j = 0; j < cols; j++) {
      const hit: boolean = !found && load(scope, from + j) === largest
      scope.data[to + j] = hit ? 1 : 0
      found ||= hit
    }
    padRow(scope, to, cols)
  }
  return 0
}

export const norm: Instruction = (scope, o) => {
  const [dst, a, b, rows, cols] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3), operand(o, 4)]
  let total = 0
  if (b >= 0) total = scope.round(dot(scope, a, a, rows) * dot(scope, b, b, cols))
  else {
    for (let i = 0; i < rows; i++) {
      const row = a + i * stride(cols)
      total = scope.round(total + dot(scope, row, row, cols))
    }
  }
  single(scope, dst, total)
  return 0
}
