import { describe, it } from 'vitest'
import { type Machine, Op } from '../../src/kernels/isa.js'
import { agree, inputs, lengths } from './agree.js'
import { at } from './programs.js'

const { a, b, c, dst, scalar } = at
const TABLE = 1000
const SEED = 1900

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
      agree([[Op.GATHER_ROWS, dst, b, c, 3, 8, cols]], ids)
      // Stops at the first id that isn't a row: what follows is not run.
      for (const count of [4, 5]) {
        agree(
          [
            [Op.GATHER_ROWS, dst, b, c, count, 8, cols],
            [Op.UNARY, 0, dst, a, 1, cols],
          ],
          ids,
        )
      }
      agree([[Op.SCATTER_ROWS, dst, a, c, 3, 8, cols]], ids)
    }
  })
})
