import { expect } from 'vitest'
import type { Machine } from '../../src/kernels/isa.js'
import { createReferenceMachine } from '../../src/kernels/reference.js'
import { compileKernels, createSimdMachine } from '../../src/kernels/simd.js'
import { at, difference, execute, fillRows, layout, numbers } from './programs.js'

/* The contract: SIMD and its twin leave the same numbers and the same words, to the last bit. */

export const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 127, 128]
const { a, b, c, dst, scalar, scratch } = at

/** Runs one program on both machines, over the same data, and compares every number and every word. */
export const agree = (program: readonly (readonly number[])[], prepare: (machine: Machine) => void): void => {
  const module = compileKernels()
  if (typeof module === 'string') throw new Error(module)
  const simd = createSimdMachine(layout, module)
  const reference = createReferenceMachine(layout, 'reference')
  for (const machine of [simd, reference]) {
    machine.data.fill(0.25, dst, scratch)
    prepare(machine)
    const special = [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-5, 0.1, -0.01]
    machine.data.set(special, scalar)
  }
  const status = execute(simd, program)
  expect(status).toBe(execute(reference, program))
  expect(difference(simd, reference)).toBeUndefined()
}

export const inputs =
  (rows: number, cols: number, wide = rows) =>
  (machine: Machine): void => {
    const next = numbers(rows * 1000 + cols)
    fillRows(machine, a, rows, cols, next)
    fillRows(machine, b, wide, cols, next)
    fillRows(machine, c, rows, cols, next)
  }

/** Awkward values: signs, infinities, NaN, subnormals, edges of every range. */
export const awkward = [
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e-45,
  -1e-45,
  1e-39,
  1e-20,
  88.7,
  88.73,
  89,
  -87.4,
  -103,
  -104,
  -200,
  0.875,
  0.8749,
  4,
  10,
  17,
  0.4,
  -0.3,
  -0.99999994,
  3e38,
  -3e38,
  16777216,
  0.5,
]
