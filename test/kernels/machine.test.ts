import { describe, expect, it } from 'vitest'
import { chooseKernels } from '../../src/kernels/chooseKernels.js'
import { Op, Unary } from '../../src/kernels/isa.js'
import { createMachine } from '../../src/kernels/machine.js'
import { execute, layout } from './programs.js'

describe('createMachine', () => {
  it('gives the kind asked for, and adds the slot to tape addresses only', () => {
    expect(createMachine(layout, chooseKernels(undefined)).kind).toBe('simd')
    for (const kind of ['simd', 'reference', 'float64'] as const) {
      const machine = createMachine(layout, chooseKernels(kind))
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
