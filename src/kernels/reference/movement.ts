import { STATUS_ID, stride } from '../isa.js'
import type { Instruction } from './scope.js'
import { load, operand, padRow } from './scope.js'

export const take: Instruction = (scope, o) => {
  const [dst, a, table, count] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3)]
  for (let i = 0; i < count; i++) {
    const index = operand(scope.words, table + i)
    scope.data[dst + i] = index >= 0 ? load(scope, a + index) : index === -2 ? Number.NEGATIVE_INFINITY : 0
  }
  padRow(scope, dst, count)
  return 0
}

export const scatter: Instruction = (scope, o) => {
  const { data, round } = scope
  const [dst, a, table, count, length] = [operand(o, 0), operand(o, 1), operand(o, 2), operand(o, 3), operand(o, 4)]
  data.fill(0, dst, dst + stride(length))
  for (let i = 0; i < count; i++) {
    const index = operand(scope.words, table + i)
    if (index >= 0) data[dst + index] = round(load(scope, dst + index) + load(scope, a + i))
  }
  return 0
}

/** Stops with STATUS_ID at the first id that is not a row of the table. */
export const gatherRows: Instruction = (scope, o) => {
  const { data } = scope
  const [dst, table, ids] = [operand(o, 0), operand(o, 1), operand(o, 2)]
  const [count, rows, cols] = [operand(o, 3), operand(o, 4), operand(o, 5)]
  const step = stride(cols)
  for (let i = 0; i < count; i++) {
    const id = load(scope, ids + i)
    if (!(id >= 0 && id < rows && Number.isInteger(id))) return STATUS_ID
    const row = table + id * step
    for (let j = 0; j < cols; j++) data[dst + i * step + j] = load(scope, row + j)
    padRow(scope, dst + i * step, cols)
  }
  return 0
}

/** An id outside of the table is skipped. */
export const scatterRows: Instruction = (scope, o) => {
  const { data, round } = scope
  const [dst, g, ids] = [operand(o, 0), operand(o, 1), operand(o, 2)]
  const [count, rows, cols] = [operand(o, 3), operand(o, 4), operand(o, 5)]
  const step = stride(cols)
  data.fill(0, dst, dst + rows * step)
  for (let i = 0; i < count; i++) {
    const id = load(scope, ids + i)
    if (!(id >= 0 && id < rows)) continue
    const row = dst + Math.trunc(id) * step
    for (let j = 0; j < cols; j++) data[row + j] = round(load(scope, row + j) + load(scope, g + i * step + j))
  }
  return 0
}

export const finite: Instruction = (scope, o) => {
  const [a, count, status] = [operand(o, 0), operand(o, 1), operand(o, 2)]
  for (let i = 0; i < count; i++) if (!Number.isFinite(load(scope, a + i))) return status
  return 0
}
