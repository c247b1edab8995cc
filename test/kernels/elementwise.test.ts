import { describe, it } from 'vitest'
import { Binary, Op, Unary } from '../../src/kernels/isa.js'
import { agree, awkward, inputs, lengths } from './agree.js'
import { at, numbers } from './programs.js'

const { a, b, c, dst, scalar } = at

describe('elementwise instructions', () => {
  for (const [name, fn] of Object.entries(Unary)) {
    it(`UNARY ${name}`, () => {
      for (const cols of lengths) agree([[Op.UNARY, fn, dst, a, 3, cols]], inputs(3, cols))
      agree([[Op.UNARY, fn, dst, a, 1, awkward.length]], (machine) => machine.data.set(awkward, a))
      const random = numbers(7)
      const dense = Array.from({ length: 4000 }, () => random() * 12)
      agree([[Op.UNARY, fn, 8192, a, 1, 4000]], (machine) => machine.data.set(dense, a))
    })
  }

  for (const [name, fn] of Object.entries(Binary)) {
    it(`BINARY ${name}`, () => {
      for (const cols of lengths) {
        const step = (cols + 3) & ~3
        const forms = [
          [step, 0, step, 0],
          [step, 0, 0, 1],
          [0, 1, step, 0],
          [step, 1, step, 0],
          [step, 0, 0, 0],
          [0, 1, 0, 1],
        ]
        for (const [aStep = 0, aSplat = 0, bStep = 0, bSplat = 0] of forms) {
          agree([[Op.BINARY, fn, dst, a, aStep, aSplat, b, bStep, bSplat, 3, cols]], inputs(3, cols))
        }
      }
      agree([[Op.BINARY, fn, dst, a, 0, 0, b, 0, 0, 1, 900]], (machine) => {
        machine.data.set(
          awkward.flatMap((x) => awkward.map(() => x)),
          a,
        )
        machine.data.set(
          awkward.flatMap(() => awkward),
          b,
        )
      })
    })
  }

  it('SELECT, BLEND, AXPY, FINITE', () => {
    for (const cols of lengths) {
      agree([[Op.SELECT, dst, a, b, c, 2, cols]], inputs(2, cols))
      for (const square of [0, 1]) {
        agree([[Op.BLEND, square, dst, a, scalar + 3, b, scalar + 4, 30, awkward.length]], (machine) => {
          for (let row = 0; row < 30; row++) {
            machine.data.set(awkward, a + row * 32)
            machine.data.set(
              awkward.map((_, at) => awkward[(at + row) % awkward.length] ?? 0),
              b + row * 32,
            )
          }
        })
        agree([[Op.BLEND, square, dst, a, scalar + 3, b, scalar + 4, 2, cols]], inputs(2, cols))
      }
      agree([[Op.AXPY, dst, a, scalar + 4, cols]], inputs(1, cols))
      agree([[Op.FINITE, a, cols, 3]], inputs(1, cols))
      agree(
        [
          [Op.FINITE, a, cols, 3],
          [Op.AXPY, dst, a, scalar + 4, cols],
        ],
        (machine) => {
          machine.data[a + cols - 1] = Number.NEGATIVE_INFINITY
        },
      )
    }
  })
})
