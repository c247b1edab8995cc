import { describe, expect, it } from 'vitest'
import type { Machine } from '../../src/kernels/isa.js'
import { Binary, Op, Unary } from '../../src/kernels/isa.js'
import { createMachine } from '../../src/kernels/machine.js'
import { createReferenceMachine } from '../../src/kernels/reference.js'
import { createSimdMachine } from '../../src/kernels/simd.js'
import { at, difference, execute, fillRows, layout, numbers } from './programs.js'

const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 127, 128]
const { a, b, c, dst, scale, scalar, scratch } = at
const TABLE = 1000
const SEED = 1900

/** Runs one program on both machines, over the same data, and compares every number and every word. */
const agree = (program: readonly (readonly number[])[], prepare: (machine: Machine) => void): void => {
  const simd = createSimdMachine(layout)
  if (simd === undefined) throw new Error('this engine has no WebAssembly SIMD')
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

const inputs =
  (rows: number, cols: number, wide = rows) =>
  (machine: Machine): void => {
    const next = numbers(rows * 1000 + cols)
    fillRows(machine, a, rows, cols, next)
    fillRows(machine, b, wide, cols, next)
    fillRows(machine, c, rows, cols, next)
  }

/** Awkward values: signs, infinities, NaN, subnormals, edges of every range. */
const awkward = [
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

describe('movement and randomness', () => {
  it('TAKE, SCATTER, GATHER_ROWS, SCATTER_ROWS, MASK', () => {
    for (const cols of lengths) {
      const table = (machine: Machine): void => {
        inputs(3, cols, 8)(machine)
        for (let i = 0; i < cols; i++) machine.words[TABLE + i] = ((i * 7) % (cols + 2)) - 2
        machine.words.set([1, 2, 3, -4], SEED)
      }
      agree([[Op.TAKE, dst, a, TABLE, cols]], table)
      agree([[Op.SCATTER, dst, a, TABLE, cols, cols]], table)
      agree([[Op.MASK, dst, scalar + 4, SEED, 3, cols]], table)
      const ids = (machine: Machine): void => {
        table(machine)
        machine.data.set([3, 0, 3, 8, -1], c)
      }
      agree([[Op.GATHER_ROWS, dst, b, c, 5, 8, cols]], ids)
      agree([[Op.SCATTER_ROWS, dst, a, c, 3, 8, cols]], ids)
    }
  })
})

describe('UPDATE', () => {
  it('runs its rule block by block, for matrices and outer products', () => {
    const rule = 500
    for (const cols of [1, 3, 4, 17, 33]) {
      for (const outer of [-1, b]) {
        agree([[Op.UPDATE, 1024, 4096, outer, 7, cols, rule, scratch]], (machine) => {
          fillRows(machine, 1024, 7, cols, numbers(cols))
          fillRows(machine, 4096, outer < 0 ? 7 : 1, cols, numbers(5))
          machine.words.set(
            [
              Op.BLEND,
              0,
              2048,
              2048,
              scalar + 4,
              scratch,
              scalar + 3,
              0,
              0,
              Op.BINARY,
              Binary.SUB,
              0,
              0,
              0,
              0,
              2048,
              0,
              0,
              0,
              0,
              Op.END,
            ],
            rule,
          )
        })
      }
    }
  })
})

describe('createMachine', () => {
  it('gives the kind asked for, and adds the slot to tape addresses only', () => {
    expect(createMachine(layout).kind).toBe('simd')
    for (const kind of ['simd', 'reference', 'float64'] as const) {
      const machine = createMachine(layout, kind)
      machine.data[12288 + 64] = 2
      execute(
        machine,
        [
          [Op.UNARY, Unary.SQUARE, 8192, 12288, 1, 1],
          [Op.UNARY, Unary.NEG, 12292, 8192, 1, 1],
        ],
        64,
      )
      expect([machine.data[8192], machine.data[12292 + 64], machine.data[12292]]).toEqual([4, -4, 0])
    }
  })
})
