import { describe, expect, it } from 'vitest'
import { columnLines, noteLines } from '../../../../src/cli/train/view/tableText.js'
import type { ColumnReport } from '../../../../src/node.js'

const column = (given: Partial<ColumnReport> & { readonly name: string }): ColumnReport => ({
  kind: 'number',
  role: 'feature',
  values: 10,
  missing: 0,
  infinite: 0,
  examples: ['1', '2.5'],
  warnings: [],
  ...given,
})

describe('columnLines', () => {
  it('gives each column a line with kind, missing values and examples', () => {
    const columns = [
      column({ name: 'a', missing: 1234, infinite: 3 }),
      column({ name: 'price', unit: '€' }),
      column({ name: 'colour', kind: 'text', role: 'target', examples: ['red', 'blue'] }),
    ]
    expect(columnLines({ columns })).toEqual([
      '  column  kind          missing             examples',
      '  a       number        1,234 (3 infinite)  1 | 2.5',
      '  price   number in €   0                   1 | 2.5',
      '  colour  text, target  0                   red | blue',
    ])
  })

  it('counts the columns after the fiftieth', () => {
    const columns = Array.from({ length: 1200 }, (_, i) => column({ name: `f${i}`, kind: i % 2 ? 'text' : 'number' }))
    const lines = columnLines({ columns })
    expect(lines).toHaveLength(52)
    expect(lines.at(-1)).toBe('  and 1,150 more columns: 575 number, 575 text')
  })

  it('cuts what is long', () => {
    const long = 'x'.repeat(500)
    for (const line of columnLines({ columns: [column({ name: long, examples: [long, long, long] })] })) {
      expect(line.length).toBeLessThan(130)
    }
  })
})

describe('noteLines', () => {
  const note = (message: string): string => noteLines([{ code: 'LEAK', message }])[0] ?? ''

  it.each([
    ["a; `ignore: ['id']` leaves it out", '  a; --ignore id leaves it out'],
    ["a; `text: ['zip code']` keeps it", "  a; --text 'zip code' keeps it"],
    ["a; `number: ['price, net']` reads it", `  a; --number '"price, net"' reads it`],
    ["a; `text: ['it's']` keeps it", String.raw`  a; --text 'it'\''s' keeps it`],
    ["a; `na: ['-']` makes it one", '  a; --na - makes it one'],
    ["a; `decimal: ','` reads it otherwise", `  a; --decimal , reads it otherwise`],
    ['a; `ignoreCase` makes them one', '  a; --ignore-case makes them one'],
    ['a `b` c', '  a `b` c'],
  ])('of %s names the flag', (message, line) => expect(note(message)).toBe(line))

  it('lists twenty', () => {
    const lines = noteLines(Array.from({ length: 30 }, (_, i) => ({ code: 'LEAK' as const, message: `note ${i}` })))
    expect(lines).toHaveLength(21)
    expect(lines.at(-1)).toBe('  and 10 more; --json lists all')
  })
})
