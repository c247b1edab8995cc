import { describe, it } from 'vitest'
import { Op } from '../../src/kernels/isa.js'
import { agree, inputs, lengths } from './agree.js'
import { at } from './programs.js'

const { a, b, dst, scale, scalar } = at

describe('row instructions', () => {
  it('REDUCE, COLUMNS, SOFTMAX, FIRST_MAX, NORMALIZE and gradients', () => {
    for (const cols of lengths) {
      for (const rows of [1, 3]) {
        for (const program of [
          [Op.REDUCE, 0, dst, a, rows, cols],
          [Op.REDUCE, 1, dst, a, rows, cols],
          [Op.COLUMNS, dst, a, rows, cols],
          [Op.SOFTMAX, dst, a, rows, cols],
          [Op.SOFTMAX_GRAD, dst, a, b, rows, cols],
          [Op.FIRST_MAX, dst, a, rows, cols],
          [Op.NORMALIZE, 0, scalar + 3, dst, scale, a, rows, cols],
          [Op.NORMALIZE, 1, scalar + 3, dst, scale, a, rows, cols],
          [Op.NORMALIZE_GRAD, 0, dst, a, b, scale, rows, cols],
          [Op.NORMALIZE_GRAD, 1, dst, a, b, scale, rows, cols],
        ])
          agree([program], inputs(rows, cols))
      }
    }
    agree(
      [
        [Op.FIRST_MAX, dst, a, 1, 9],
        [Op.REDUCE, 1, dst + 16, a, 1, 9],
      ],
      (machine) => machine.data.set([1, 2, Number.NaN], a),
    )
  })
})
