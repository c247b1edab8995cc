import { describe, it } from 'vitest'
import { type Machine, Op } from '../../src/kernels/isa.js'
import { agree, inputs } from './agree.js'
import { at, fillRows, numbers } from './programs.js'

const { a, b, c, dst, scalar } = at

describe('matrix instructions', () => {
  it('NT, NN, TN, AXPY1, NORM', () => {
    for (const n of [1, 3, 4, 5, 8, 9, 13, 17]) {
      for (const k of [1, 3, 4, 7, 16, 20, 65]) {
        for (const m of [1, 3]) {
          for (const accumulate of [0, 1]) {
            agree([[Op.NT, dst, a, b, -1, m, n, k, accumulate]], inputs(m, k, n))
            agree([[Op.NT, dst, a, b, c, m, n, k, accumulate]], inputs(m, k, n))
            const shaped =
              (rows: number) =>
              (machine: Machine): void => {
                fillRows(machine, a, m, n, numbers(n))
                fillRows(machine, b, rows, k, numbers(k))
              }
            agree([[Op.NN, dst, a, b, m, n, k, accumulate]], shaped(n))
            agree([[Op.TN, dst, a, b, m, n, k, accumulate]], shaped(m))
          }
          agree([[Op.NORM, dst, a, -1, m, k]], inputs(m, k))
        }
        const vectors = (machine: Machine): void => {
          fillRows(machine, a, 1, n, numbers(n))
          fillRows(machine, b, 1, k, numbers(k))
        }
        agree([[Op.AXPY1, dst, a, b, scalar + 4, n, k]], vectors)
        agree([[Op.NORM, dst, a, b, n, k]], vectors)
      }
    }
  })
})
