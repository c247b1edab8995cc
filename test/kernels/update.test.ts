import { describe, it } from 'vitest'
import { Binary, Op } from '../../src/kernels/isa.js'
import { agree } from './agree.js'
import { at, fillRows, numbers } from './programs.js'

const { b, scalar, scratch } = at

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

  it('draws signs for its blocks, whatever the columns', () => {
    const [rule, seed] = [500, 40]
    for (const cols of [1, 3, 4, 31, 32, 33, 65]) {
      agree([[Op.UPDATE, 1024, 4096, -1, 7, cols, rule, scratch]], (machine) => {
        fillRows(machine, 1024, 7, cols, numbers(cols))
        fillRows(machine, 4096, 7, cols, numbers(5))
        machine.words.set([11, 22, 33, 44], seed)
        machine.words.set([Op.SIGNS, 0, seed, cols, Op.END], rule)
      })
    }
  })
})
