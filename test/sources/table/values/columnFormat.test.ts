import { describe, expect, it } from 'vitest'
import { ColumnEvidence, type ColumnWish } from '../../../../src/sources/table/values/columnFormat.js'
import type { Decimal } from '../../../../src/sources/table/values/decideStyle.js'

const decide = (
  values: readonly string[],
  { decimal, delimiter = ',', ...wish }: ColumnWish & { readonly delimiter?: string; readonly decimal?: Decimal } = {},
) => new ColumnEvidence(values, wish).decide({ decimal, delimiter })
const many = (count: number, value: (i: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, i) => value(i))

describe('the type of a column', () => {
  it.each([
    ['numbers', ['1', '2.5', '-3'], 'number'],
    ['numbers and a slip in twenty', [...many(19, String), 'abc'], 'number'],
    ['numbers and two slips in twenty', [...many(18, String), 'abc', 'def'], 'text'],
    ['numbers and one mark, again and again', many(40, (i) => (i % 3 ? String(i) : 'k.A.')), 'number'],
    ['few numbers and words', ['1', '2', 'X', '1', 'X', '2', 'X'], 'text'],
    ['truths', ['true', 'false', 'TRUE'], 'boolean'],
    ['truths of many spellings', ['yes', 'No', '1', 'T', 'off'], 'boolean'],
    ['yes and no', ['yes', 'no'], 'text'],
    ['letters that need not be truths', ['T', 'F', 'N', 'Y'], 'text'],
    ['one and zero', ['1', '0'], 'number'],
    ['dates', ['2025-01-15', '2025-02-16'], 'date'],
    ['German dates', ['15.01.2025', '16.02.2025 14:03'], 'date'],
    ['American dates', ['1/15/2025', '2/16/2025 2:03 PM'], 'date'],
    ['dates that may be both', ['1/2/2025', '3/4/2025'], 'text'],
    ['dates with names', ['15 Jan 2025', 'Feb 16, 2025'], 'date'],
    ['versions', ['1.2.3', '1.10.30'], 'text'],
    ['addresses', ['192.168.100.200', '192.168.100.201'], 'text'],
    ['times', ['14:03', '9:15'], 'number'],
    ['durations', ['100:00:00', '2:03:04.5'], 'number'],
    ['amounts of one currency', ['$1,234.50', '-$3'], 'number'],
    ['amounts of two', ['$5', '€6', '$7', '€8'], 'text'],
    ['one unit', ['5 kg', '6 kg'], 'number'],
    ['two units', ['5 kg', '6 g'], 'text'],
    ['codes that begin with numbers', ['12A', '7B', '3C'], 'text'],
    ['hexadecimal', ['0x1F', '0x2A'], 'text'],
    ['infinite values alone', ['inf', '-inf'], 'number'],
    ['nothing', ['', 'NA'], 'unknown'],
    ['marks alone', ['-', '-'], 'unknown'],
    ['phone numbers', ['+49 30 1234567', '030 765432'], 'text'],
  ])('%s', (_, values, type) => {
    expect(decide(values).format.type).toBe(type)
  })

  it('is what was asked for', () => {
    expect(decide(['1', '2'], { kind: 'text' }).format).toEqual({ type: 'text', asWritten: true })
    expect(decide(['1', 'x', 'y'], { kind: 'number' }).format.type).toBe('number')
  })
})

describe('what is decimal', () => {
  const thousands = many(60, (i) => (i % 4 ? `${i},${String(100 + i)}` : String(i)))
  it.each([
    ['a value shows it', ['1,5', '1,234'], {}, ',', undefined],
    ['a value shows the other', ['1,234.5', '1,234'], {}, '.', undefined],
    ['three digits and whole numbers below 1000', thousands, { delimiter: ';' }, '.', true],
    ['three digits, nothing else', ['1,234', '2,345'], {}, '.', true],
    ['three digits, nothing else, semicolons', ['1,234', '2,345'], { delimiter: ';' }, ',', true],
    ['three digits beside 1234', ['1,234', '5678'], {}, ',', true],
    ['three digits after a point', ['1.234', '2.345'], {}, '.', true],
    ['the rest of the table shows it', ['1.234', '2.345'], { decimal: ',' }, ',', true],
    ['groups of three twice', ['1.234.567', '1.234'], {}, ',', undefined],
  ] as const)('%s', (_, values, table, decimal, guessed) => {
    const { format, ...decided } = decide([...values], table)
    expect(format.number?.decimal ?? '.').toBe(decimal)
    expect(decided.guessed || undefined).toBe(guessed)
  })
})
