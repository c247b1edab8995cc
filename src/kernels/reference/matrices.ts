import { stride } from '../isa.js'
import type { Instruction } from './scope.js'
import { load, operand, padRow } from './scope.js'
import { dot } from './sums.js'

export const nt: Instruction = (scope, o) => {
  const { data, round } = scope
  const [dst, a, b, bias] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3)]
  const [m, n, k, accumulate] = [operand(o, 4), operand(o, 5), operand(o, 6), operand(o, 7)]
  const [rowC, rowAB] = [stride(n), stride(k)]
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let value = dot(scope, a + i * rowAB, b + j * rowAB, k)
      if (bias >= 0) value = round(value + load(scope, bias + j))
      const at = dst + i * rowC + j
      data[at] = accumulate === 1 ? round(load(scope, at) + value) : value
    }
    padRow(scope, dst + i * rowC, n)
  }
  return 0
}

export const nn: Instruction = (scope, o) => {
  const { data, round } = scope
  const [dst, a, b] = [operand(o, 0), operand(o, 1), operand(o, 2)]
  const [m, n, k, accumulate] = [operand(o, 3), operand(o, 4), operand(o, 5), operand(o, 6)]
  const [rowA, rowBC] = [stride(n), stride(k)]
  for (let i = 0; i < m; i++) {
    for (let l = 0; l < k; l++) {
      const at = dst + i * rowBC + l
      let sum = accumulate === 1 ? load(scope, at) : 0
      for (let j = 0; j < n; j++) {
        sum = round(sum + round(load(scope, a + i * rowA + j) * load(scope, b + j * rowBC + l)))
      }
      data[at] = sum
    }
    padRow(scope, dst + i * rowBC, k)
  }
  return 0
}

export const tn: Instruction = (scope, o) => {
  const { data, round } = scope
  const [dst, a, b] = [operand(o, 0), operand(o, 1), operand(o, 2)]
  const [m, n, k, accumulate] = [operand(o, 3), operand(o, 4), operand(o, 5), operand(o, 6)]
  const [rowA, rowBC] = [stride(n), stride(k)]
  for (let j = 0; j < n; j++) {
    for (let l = 0; l < k; l++) {
      const at = dst + j * rowBC + l
      let sum = accumulate === 1 ? load(scope, at) : 0
      for (let i = 0; i < m; i++) {
        sum = round(sum + round(load(scope, a + i * rowA + j) * load(scope, b + i * rowBC + l)))
      }
      data[at] = sum
    }
    padRow(scope, dst + j * rowBC, k)
  }
  return 0
}

export const axpy1: Instruction = (scope, o) => {
  const { data, round } = scope
  const [w, a, b] = [operand(o, 0), operand(o, 1), operand(o, 2)]
  const scale = load(scope, operand(o, 3))
  const [rows, cols] = [operand(o, 4), operand(o, 5)]
  const step = stride(cols)
  for (let i = 0; i < rows; i++) {
    const factor = round(scale * load(scope, a + i))
    for (let j = 0; j < cols; j++) {
      const at = w + i * step + j
      data[at] = round(load(scope, at) + round(factor * load(scope, b + j)))
    }
    padRow(scope, w + i * step, cols)
  }
  return 0
}

export const axpy: Instruction = (scope, o) => {
  const { data, round } = scope
  const [w, a, count] = [operand(o, 0), operand(o, 1), operand(o, 3)]
  const scale = load(scope, operand(o, 2))
  for (let i = 0; i < count; i++) data[w + i] = round(load(scope, w + i) + round(scale * load(scope, a + i)))
  return 0
}
