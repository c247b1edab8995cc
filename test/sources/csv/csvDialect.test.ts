import { describe, expect, it } from 'vitest'
import { csvDialect } from '../../../src/sources/csv/csvDialect.js'

const rows = '1.5,2,red\n2.5,3,blue\n3.5,4,red\n4.5,5,green\n'
const told = (text: string, options = {}) => {
  const { delimiter, header, lines, warnings } = csvDialect(text, options)
  return { delimiter, names: header.names, lines, codes: warnings.map(({ code }) => code) }
}

describe('the delimiter', () => {
  it.each([
    ['a comma', 'a,b,c\n1,2,3\n', ','],
    ['a semicolon beside decimal commas', 'a;b;c\n1,5;2,5;3,5\n1;2;3,5\n', ';'],
    ['a tab beside commas in texts', 'a\tb\nx, y, z\t1\nx, y\t2\n', '\t'],
    ['a bar', 'a|b\n1|2\n', '|'],
    ['what is outside quotes', '"a;b;c;d",e\n"1;2;3;4",5\n', ','],
    ['one column', 'a\n1\n2\n', ','],
    ['a unit separator', 'a\x1fb\n1\x1f2\n', '\x1f'],
  ])('%s', (_, text, delimiter) => {
    expect(csvDialect(text, {}).delimiter).toBe(delimiter)
  })

  it('is what shows the target', () => {
    expect(told('a,b;y\n1,5;2\n2,5;3\n', { target: 'y' }).delimiter).toBe(';')
    expect(told('a   b  y\n1   5  2\n', { target: 'y' })).toMatchObject({ delimiter: ' ', names: ['a', 'b', 'y'] })
  })

  it('is what was asked for', () => {
    expect(told('a,b;y\n1,5;2\n', { delimiter: ',' })).toMatchObject({ delimiter: ',', names: ['a', 'b;y'] })
  })
})

describe('the header', () => {
  it.each([
    ['alone', '', 1],
    ['below a title', 'Report\n', 2],
    ['below a title and empty lines', 'Report,,\n\n,,\n', 4],
    ['below a title with a date', 'Report,2025\n', 2],
    ['below comments', '# a tool\n# made it, in a hurry, and so on\n', 3],
    ['below a sep= line', 'sep=,\n', 2],
  ])('%s', (_, above, lines) => {
    const found = told(`${above}a,b,c\n${rows}`)
    expect(found).toMatchObject({ names: ['a', 'b', 'c'], lines })
    expect(found.codes).toEqual(above === '' ? [] : ['PREAMBLE'])
  })

  it('may begin with a #', () => {
    expect(told(`#id,b,c\n${rows}`)).toMatchObject({ names: ['#id', 'b', 'c'], codes: [] })
  })

  it('is after the lines to skip', () => {
    expect(told(`x,y,z\nu,v,w\na,b,c\n${rows}`, { skip: 2 })).toMatchObject({ names: ['a', 'b', 'c'], lines: 3 })
  })

  it.each([
    ['numbers and texts that come again', `9.5,7,red\n${rows}`, true],
    ['names', `a,b,c\n${rows}`, false],
    ['names that are years', '2019,2020,2021\n1,2,3\n4,5,6\n7,8,9\n', false],
    ['numbers alone', '0.1,5,3\n1,2,3.5\n4,5,6\n7,8,9\n', true],
    ['texts alone', 'x,y\na,b\nc,d\n', false],
  ])('is missing or not: %s', (_, text, missing) => {
    const { names, lines, codes } = told(text)
    expect(lines).toBe(missing ? 0 : 1)
    expect(codes).toEqual(missing ? ['NO_HEADER'] : [])
    if (missing) expect(names[0]).toBe('column_1')
  })

  it('with the target in it is one, whatever it looks like', () => {
    expect(told(`9.5,7,red\n${rows}`, { target: 'red' })).toMatchObject({ names: ['9.5', '7', 'red'], codes: [] })
  })

  it('names the rows too, where they have a cell more', () => {
    expect(told('a,b\nr1,1,2\nr2,3,4\nr3,5,6\n').names).toEqual(['column_1', 'a', 'b'])
  })
})
