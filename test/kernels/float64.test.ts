import { describe, expect, it } from 'vitest'
import type { Machine } from '../../src/kernels/isa.js'
import { Binary, Op, Unary } from '../../src/kernels/isa.js'
import { createReferenceMachine } from '../../src/kernels/reference.js'
import { at, execute, fillRows, layout, numbers } from './programs.js'

const { a, b, c, dst, scale, scalar } = at
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0)

/** Runs a program in float64 over two inputs of shape [2, 5] and a third of [5]. */
const result = (program: readonly number[], from: number = dst) => {
  const machine: Machine = createReferenceMachine(layout, 'float64')
  const next = numbers(3)
  for (const start of [a, b]) fillRows(machine, start, 2, 5, next)
  fillRows(machine, c, 1, 5, next)
  machine.data.set([0.5, 1e-5], scalar)
  execute(machine, [program])
  const rows = (start: number): number[][] => [0, 8].map((row) => [...machine.data.slice(start + row, start + row + 5)])
  return { x: rows(a), y: rows(b), out: rows(from), data: machine.data }
}

const close = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length)
  for (const [i, x] of expected.entries()) expect(actual[i]).toBeCloseTo(x, 12)
}

describe('the float64 machine against plain formulas', () => {
  it('NT: rows by rows', () => {
    const { x, y, data } = result([Op.NT, dst, a, b, -1, 2, 2, 5, 0])
    for (const [i, row] of x.entries()) {
      close(
        [...data.slice(dst + 4 * i, dst + 4 * i + 2)],
        y.map((other) => sum(row.map((v, j) => v * (other[j] ?? 0)))),
      )
    }
  })

  it('TN: outer products, summed', () => {
    const { x, y, data } = result([Op.TN, dst, a, b, 2, 5, 5, 0])
    for (let i = 0; i < 5; i++) {
      const expected = [0, 1, 2, 3, 4].map((j) => sum([0, 1].map((m) => (x[m]?.[i] ?? 0) * (y[m]?.[j] ?? 0))))
      close([...data.slice(dst + 8 * i, dst + 8 * i + 5)], expected)
    }
  })

  it('SOFTMAX and its gradient', () => {
    const { x, out } = result([Op.SOFTMAX, dst, a, 2, 5])
    for (const [i, row] of x.entries()) {
      close(
        out[i] ?? [],
        row.map((v) => Math.exp(v) / sum(row.map((u) => Math.exp(u)))),
      )
    }
    const gradient = result([Op.SOFTMAX_GRAD, dst, a, b, 2, 5])
    for (const [i, g] of gradient.x.entries()) {
      const y = gradient.y[i] ?? []
      const mean = sum(g.map((v, j) => v * (y[j] ?? 0)))
      close(
        gradient.out[i] ?? [],
        g.map((v, j) => (y[j] ?? 0) * (v - mean)),
      )
    }
  })

  it('NORMALIZE: mean 0, mean square 1', () => {
    const { x, out, data } = result([Op.NORMALIZE, 1, scalar + 1, dst, scale, a, 2, 5])
    for (const [i, row] of x.entries()) {
      const centered = row.map((v) => v - sum(row) / 5)
      const factor = 1 / Math.sqrt(sum(centered.map((v) => v * v)) / 5 + 1e-5)
      close(
        out[i] ?? [],
        centered.map((v) => v * factor),
      )
      expect(data[scale + 4 * i]).toBeCloseTo(factor, 12)
    }
  })

  it('elementwise', () => {
    const tanh = result([Op.UNARY, Unary.TANH, dst, a, 2, 5])
    close(tanh.out.flat(), tanh.x.flat().map(Math.tanh))
    const gradient = result([Op.BINARY, Binary.TANH_GRAD, dst, a, 8, 0, b, 8, 0, 2, 5])
    const ys = gradient.y.flat()
    close(
      gradient.out.flat(),
      gradient.x.flat().map((g, i) => g * (1 - (ys[i] ?? 0) ** 2)),
    )
  })
})
