import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, encodeBody } from '../../src/snapshots/column.js'
import { plainColumns, plainFrom } from '../../src/snapshots/plainColumns.js'

/** As from a file: columns, bytes, columns. */
function kept(value: unknown): unknown {
  const columns = plainColumns('p', value)
  return plainFrom('p', columnsOf(columns, encodeBody(columns)))
}

const leaf = fc.oneof(
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constantFrom(null, Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  fc.float64Array({ maxLength: 5 }),
  fc.float32Array({ maxLength: 5 }),
  fc.uint8Array({ maxLength: 5 }),
  fc.uint32Array({ maxLength: 5 }),
  fc.int32Array({ maxLength: 5 }),
)
const key = fc.oneof(fc.string(), fc.constantFrom('$', 'at', 'n', 'of')).filter((name) => name !== '__proto__')
const { plain } = fc.letrec((tie) => ({
  plain: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('plain'), { maxLength: 4 }),
    fc.dictionary(key, tie('plain'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

describe('plainColumns', () => {
  it('give back any plain data, to the last bit', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(kept(value)).toEqual(value)
      }),
      { numRuns: 500 },
    )
  })

  it('undefined stays where it has a place, and is left out of records', () => {
    expect(kept([undefined, 1])).toEqual([undefined, 1])
    expect(Object.keys(kept({ a: undefined, b: 1 }) as object)).toEqual(['b'])
  })

  it.each([[() => 1], [new Map()], [new Date(0)], [1n], [Symbol('s')]])('refuse %s', (value) => {
    expect(() => plainColumns('p', { value })).toThrow(expect.objectContaining({ code: 'ERR_COLUMN' }))
  })

  it('that are not all there are refused', () => {
    const columns = plainColumns('p', { a: Float64Array.of(1, 2, 3) })
    expect(() => plainFrom('q', columns)).toThrow(expect.objectContaining({ code: 'ERR_COLUMN' }))
    expect(() => plainFrom('p', columns.slice(0, 1))).toThrow(expect.objectContaining({ code: 'ERR_COLUMN' }))
  })
})
