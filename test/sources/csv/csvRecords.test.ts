import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutRows, isRow } from '../../../src/sources/csv/csvRecords.js'
import { stringify } from './stringify.js'

const cut = (text: string, form: Partial<Parameters<typeof cutRows>[1]> = {}, final = true, giveUp = false) =>
  cutRows(text, { delimiter: ',', ...form }, { line: 1, final, giveUp })

/** Cells of rows, and lines of broken ones. */
const shown = (text: string, form: Partial<Parameters<typeof cutRows>[1]> = {}): readonly unknown[] =>
  cut(text, form).records.map((record) => (isRow(record) ? record.cells : record.line))

describe('rows of a CSV', () => {
  it('are those of csv-parse, for whatever it writes and reads', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'é', '7', ';', '\t'),
      maxLength: 6,
    })
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 }), (rows) => {
        const text = stringify(rows)
        const theirs = parse(text, { relax_column_count: true, record_delimiter: '\n' }) as unknown as string[][]
        expect(shown(text)).toEqual(theirs)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['LF', 'a,b\n1,2\n'],
    ['CRLF', 'a,b\r\n1,2\r\n'],
    ['CR', 'a,b\r1,2\r'],
    ['mixed', 'a,b\r1,2\r\n\n'],
    ['no end', 'a,b\n1,2'],
    ['empty lines', '\n\na,b\n\r\n1,2\n\n'],
  ])('end with %s', (_, text) => {
    expect(shown(text)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })

  it.each([
    ['doubled quotes', '"say ""hi""",2', ['say "hi"', '2']],
    ['backslashes', '"say \\"hi\\", she said",2', ['say "hi", she said', '2']],
    ['a backslash at the end', '"C:\\",2', ['C:\\', '2']],
    ['two backslashes at the end', '"C:\\\\",2', ['C:\\\\', '2']],
    ['blanks around quotes', ' "a" , "b"\t', ['a', 'b']],
    ['a quote in the middle', '5" pipe,2', ['5" pipe', '2']],
    ['a quote after blanks that is none', ' "a" b,2', [' "a" b', '2']],
    ['a line end in quotes', '"a\r\nb",2', ['a\r\nb', '2']],
    ['an empty quoted cell', '"",2', ['', '2']],
    ['an empty last cell', '1,', ['1', '']],
    ['a quoted last cell, then a delimiter', '"1",', ['1', '']],
    ['a byte order mark before a quote', '\ufeff"a",b', ['a', 'b']],
  ])('%s', (_, text, cells) => {
    expect(shown(text, { width: 2 })).toEqual([cells])
  })

  it.each([
    ['closed too early', '"a" b,1\n3,4\n', [1, ['3', '4']]],
    ['never closed', '"a,1\n3,4\n5,6\n', [1, ['3', '4'], ['5', '6']]],
    ['each line opens one', '"a,1\n"b,2\n"c,3\n5,6\n', [1, 2, 3, ['5', '6']]],
  ])('a quote %s costs its line', (_, text, rows) => {
    expect(shown(text, { width: 2 })).toEqual(rows)
  })

  it('a quote that swallows what looks like rows is given up, however long the data goes on', () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${i},x,y\n`).join('')
    const { records, open } = cut(`1,"x,y\n${rows}`, { width: 3 }, false)
    expect(open).toBe(0)
    expect(records).toHaveLength(201)
    expect(records[0]).toEqual({ line: 1, reason: 'a quote is not closed within its row' })
  })

  it('a row that goes on is left for later, or given up where it is too long', () => {
    const text = '1,2\n3,"four\nfive,6\n'
    expect(cut(text, {}, false)).toMatchObject({ lines: 1, open: 2 })
    expect(cut('3,"four\nfive,6\n', {}, false, true).records).toEqual([
      { line: 1, reason: 'a quote is never closed' },
      { line: 2, cells: ['five', '6'] },
    ])
  })

  it('tabs know no quotes where those make no sense', () => {
    expect(shown('"a\tb\nc\t"d" e\n', { delimiter: '\t', width: 2 })).toEqual([
      ['"a', 'b'],
      ['c', '"d" e'],
    ])
  })

  it('blanks that separate cells fill up columns', () => {
    expect(shown(' a   b\n10  2 \n', { delimiter: ' ' })).toEqual([
      ['a', 'b'],
      ['10', '2'],
    ])
  })

  it('a row that is too long is set aside by itself', () => {
    expect(shown(`1,2\n${'x'.repeat(50)},3\n4,5\n`, { maxRecord: 40 })).toEqual([['1', '2'], 2, ['4', '5']])
  })

  it('takes time in proportion to the text, whatever the quotes', () => {
    const hostile = ['"a""b\n', '"a\n', 'x,"y\n""\n', '"",""\n"', '"\\"\n', '"a,"b"\n']
    for (const line of hostile) {
      const begin = performance.now()
      cut(line.repeat(100_000), { width: 2 })
      expect(performance.now() - begin).toBeLessThan(3000)
    }
  })
})
