import { expect, it } from 'vitest'
import { shapesFrom } from '../../src/snapshots/columnList.js'

it('a column that is none is refused in few words, however long it is', () => {
  for (const entry of [['n'.repeat(16_000), 'f32', -1], undefined, 5]) {
    expect(() => shapesFrom([entry])).toThrow(
      expect.objectContaining({ code: 'ERR_COLUMN', message: expect.stringMatching(/^expected .{1,300}$/) }),
    )
  }
})
