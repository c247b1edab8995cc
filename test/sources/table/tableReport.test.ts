import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { fromCsv, fromNdjson, type TableOptions, type TableReport, type TableWarningCode } from '../../../src/node.js'

async function read(content: string | Uint8Array, options: TableOptions = {}, ndjson = false) {
  const source = (ndjson ? fromNdjson : fromCsv)(Readable.from([Buffer.from(content)]), options)
  const reports: TableReport[] = []
  source.report$.subscribe((report) => reports.push(report))
  await source.forEach(() => undefined)
  const { report } = source
  if (!report) throw new Error('there is no report')
  return { report, reports }
}

const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('')
const label = (i: number): string => (i % 3 ? 'yes' : 'no')

/** A table that each warning is said of, and how it is said. */
const said: Readonly<Record<TableWarningCode, readonly [string | Uint8Array, TableOptions, string][]>> = {
  ENCODING: [
    [Buffer.from('a,b\n\xe4,1\n', 'latin1'), {}, 'the text is no UTF-8: read as windows-1252'],
    [Buffer.from('\ufeffa,b\nx,1\n', 'utf16le'), {}, 'read as utf-16le'],
  ],
  FORMAT: [['[{"a":1},{"a":2}]', {}, 'read as an array of JSON']],
  PREAMBLE: [['My report\n\na,b\n1,2\n3,4\n', {}, '2 lines above the header passed over']],
  NO_HEADER: [
    [
      rows(9, (i) => `${i / 2},${label(i)}`),
      { target: 'y' },
      "the first line looks like data, so the columns are called column_1 to column_2; 'y' is taken to be the last, column_2",
    ],
  ],
  HEADER_NAMES: [['a,a,\n1,2,3\n', {}, "the header: 'a_2' was named 'a', as another, 'column_3' had no name"]],
  RAGGED: [
    [
      `a,b,c\n${rows(9, (i) => `${i / 2},u,${i}${i % 3 ? '' : ',x'}`)}`,
      {},
      '3 rows have other than as many cells as the header: what is lacking is missing, what is too much is left out',
    ],
  ],
  NUL: [['a,b\nx\0,1\n', {}, 'the text holds NUL characters, which are kept']],
  SET_ASIDE: [[`a,b\n${rows(30, (i) => `${i === 7 ? 'x' : i / 3},1`)}`, {}, 'one row was set aside']],
  LAST_ROW: [],
  NUMBER_STYLE: [
    ['a;b\n1.234,5;u\n-0,5;v\n', {}, "a: 100 % numbers with a decimal comma, '.' between thousands"],
    ['a,b\n$5,u\n($6),v\n', {}, "a: 100 % numbers with the unit '$', negative ones in brackets"],
    ['a,b\n14:03,u\n9:15,v\n', {}, "a: times such as '14:03' are read as seconds"],
  ],
  AMBIGUOUS_NUMBERS: [
    [
      'a,b\n"1,234",u\n"2,345",v\n',
      {},
      "a: ',' in '1,234' is taken as a separator of thousands; `decimal: ','` reads it otherwise",
    ],
  ],
  MIXED_UNITS: [['a,b\n$5,u\n€6,v\n', {}, 'a: numbers with different units are read as text']],
  DATE_STYLE: [['a,b\n15.01.2025,u\n1.2.2025,v\n', {}, 'a: dates with the day first']],
  AMBIGUOUS_DATES: [
    [
      'a,b\n1/2/2025,u\n3/4/2025,v\n',
      {},
      "a: dates such as '1/2/2025' may have the day or the month first: they are read as text",
    ],
  ],
  MISSING_MARK: [
    ['a,b\n-,u\n1,v\n2,w\n', {}, "a: '-' is read as missing"],
    ['a,b\nx,-\ny,u\nz,v\n', {}, "b: '-' looks like a missing mark; `na: ['-']` makes it one"],
    [
      `a,b\n${rows(30, (i) => `${i % 3 ? i : 'k.A'},u`)}`,
      {},
      "a: 'k.A' among numbers is read as missing; `text: ['a']` keeps it",
    ],
    [
      `a,b\n${rows(30, (i) => `${i % 3 ? i : -999},u`)}`,
      {},
      "a: '-999' looks like a missing mark; `na: ['-999']` makes it one",
    ],
  ],
  INFINITE: [['a,b\n1,u\ninf,v\n-Infinity,w\n', {}, 'a: 2 infinite values are read as missing']],
  LEADING_ZEROS: [['a,b\n007,u\n7,v\n', {}, "a: '007' is read as the number 7; `text: ['a']` keeps the zeros"]],
  MERGED_LABELS: [
    [
      'a,y\n1,yes\n2,Yes\n3,no\n',
      { target: 'y' },
      "y: labels of one class: 'Yes' as 'yes'; `text: ['y']` keeps them apart",
    ],
  ],
  LABEL_CASE: [
    [
      'a,y\n1,spam\n2,Spam\n3,ham\n',
      { target: 'y' },
      "y: 'Spam' and 'spam' differ by case alone and are classes of their own; `ignoreCase` makes them one",
    ],
  ],
  LEAK: [
    [
      `a,b,y\n${rows(40, (i) => `${(i * 7) % 5},${label(i).toUpperCase()}_1,${label(i)}`)}`,
      { target: 'y' },
      "b: another name for each value of the target: the score may be of no use; `ignore: ['b']` leaves it out",
    ],
    [
      `a,b,y\n${rows(40, (i) => `${(i * 7) % 5},${label(i)},${label(i)}`)}`,
      { target: 'y' },
      "b: equal to the target: the score may be of no use; `ignore: ['b']` leaves it out",
    ],
    [
      `a,b,y\n${rows(40, (i) => `${(i * 7) % 5},${i * 1.5},${i * 4.5 - 0}`)}`,
      { target: 'y' },
      "b: proportional to the target: the score may be of no use; `ignore: ['b']` leaves it out",
    ],
  ],
  RUNNING_NUMBER: [
    [
      `id,b\n${rows(40, (i) => `${i + 100},${label(i)}`)}`,
      {},
      "id: grows or falls from row to row by the same step, as a count or a time does: it may say nothing of new rows; `ignore: ['id']` leaves it out",
    ],
    [
      `id,b\n${rows(60, (i) => `${i * i + 100},${label(i)}`)}`,
      {},
      "id: grows or falls from row to row without exception, as a count or a time does: it may say nothing of new rows; `ignore: ['id']` leaves it out",
    ],
    [
      `,b\n${rows(40, (i) => `${i},${label(i)}`)}`,
      {},
      "column_1: the column has no name and counts the rows: it is left out; `number: ['column_1']` reads it",
    ],
  ],
  IDENTIFIER: [
    [
      `id,b\n${rows(40, (i) => `9${'0'.repeat(17)}${10 + i},${label(i)}`)}`,
      {},
      "id: identifiers, no two alike: the column is left out; `number: ['id']` reads it",
    ],
    [
      `id,b\n${rows(40, (i) => `550e8400-e29b-41d4-a716-4466554400${10 + i},${label(i)}`)}`,
      {},
      "id: identifiers, no two alike: the column is left out; `text: ['id']` reads it",
    ],
  ],
  EMPTY_COLUMN: [['a,b,\n1,2,\n3,4,\n', {}, 'column_3: the column has no name and no values: it is left out']],
  MIXED_KINDS: [
    [
      `a,b\n${rows(40, (i) => `${i === 7 ? 'x' : i / 3},1`)}`,
      {},
      "a: 3 % are no numbers, such as 'x': those rows are set aside; `text: ['a']` keeps them",
    ],
    [
      `a,b\n${rows(40, (i) => `${i % 4 ? i / 3 : `A${i}`},1`)}`,
      {},
      "a: 75 % numbers, and others such as 'A0': read as text; `number: ['a']` sets the other rows aside",
    ],
  ],
  LABELS_FROM_NUMBERS: [
    [
      `a,y\n${rows(40, (i) => `${(i * 7) % 5},${i % 3}`)}`,
      { target: 'y' },
      "y: whole numbers with 3 different values are labels; `task: 'regression'` makes them numbers",
    ],
  ],
  NUMBERS_NOT_LABELS: [
    [
      `a,y\n${rows(90, (i) => `${(i * 7) % 5},${i % 30}`)}`,
      { target: 'y' },
      "y: whole numbers with 30 different values are numbers; `task: 'classification'` makes them labels",
    ],
  ],
}

describe('a warning', () => {
  const all = Object.entries(said).flatMap(([code, tables]) => tables.map((table) => [code, ...table] as const))
  it.each(all)('%s is said', async (code, content, options, message) => {
    const { report } = await read(content, options)
    expect(report.warnings.filter((warning) => warning.code === code).map((warning) => warning.message)).toContain(
      message,
    )
    for (const warning of report.warnings) {
      if (warning.column === undefined) continue
      const column = report.columns.find(({ name }) => name === warning.column)
      expect(column?.warnings).toContain(warning)
    }
  })

  it.each([
    ['numbers', `a,b,y\n${rows(60, (i) => `${(i * 37) % 60},${i / 7},${label(i)}`)}`],
    ['few rows', 'a,b,y\n1,2,x\n2,3,y\n'],
    ['dates', `a,b,y\n${rows(60, (i) => `2025-01-${10 + (i % 20)},${i / 7},${label(i)}`)}`],
    ['a target that follows from a column', `a,b\n${rows(60, (i) => `${(i * 37) % 60},${3 * ((i * 37) % 60) + 2}`)}`],
  ])('is not said of %s', async (_, content) => {
    const { report } = await read(content, { target: content.startsWith('a,b\n') ? 'b' : 'y' })
    expect(report.warnings).toEqual([])
  })
})

describe('the report', () => {
  const table =
    'a,b,when,ok,id,note,y\n"1,5",€ 3,2025-01-15,true,7,x,yes\nNA,€ 4,2025-01-16,false,8,,no\ninf,€ 5,,true,9,z,yes\n'

  it('tells of each column what it is, what it is for, and what is missing', async () => {
    const { report } = await read(table, { target: 'y', id: 'id', ignore: ['note'] })
    expect(report).toMatchObject({
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      target: 'y',
      task: 'classification',
    })
    expect(report).toMatchObject({ rows: 3, rejected: 0, ended: true, lastRowWhole: true })
    expect(report.columns.map(({ warnings, ...column }) => column)).toEqual([
      {
        name: 'a',
        kind: 'number',
        role: 'feature',
        values: 1,
        missing: 2,
        infinite: 1,
        examples: ['1,5', 'NA', 'inf'],
      },
      {
        name: 'b',
        kind: 'number',
        role: 'feature',
        values: 3,
        missing: 0,
        infinite: 0,
        examples: ['€ 3', '€ 4', '€ 5'],
        unit: '€',
      },
      {
        name: 'when',
        kind: 'date',
        role: 'feature',
        values: 2,
        missing: 1,
        infinite: 0,
        examples: ['2025-01-15', '2025-01-16'],
      },
      { name: 'ok', kind: 'flag', role: 'feature', values: 3, missing: 0, infinite: 0, examples: ['true', 'false'] },
      { name: 'id', kind: 'number', role: 'id', values: 3, missing: 0, infinite: 0, examples: ['7', '8', '9'] },
      { name: 'note', kind: 'text', role: 'ignored', values: 3, missing: 0, infinite: 0, examples: ['x', 'z'] },
      { name: 'y', kind: 'text', role: 'target', values: 3, missing: 0, infinite: 0, examples: ['yes', 'no'] },
    ])
  })

  it('of JSON counts fields that are not there as missing', async () => {
    const { report } = await read('{"a":1,"y":"u"}\n{"y":"v"}\n{"a":null,"y":"u","late":true}\n', { target: 'y' }, true)
    expect(report.columns.map(({ name, kind, role, values, missing }) => [name, kind, role, values, missing])).toEqual([
      ['a', 'number', 'feature', 1, 2],
      ['y', 'text', 'target', 3, 0],
      ['late', 'flag', 'feature', 1, 2],
    ])
  })

  it('comes before the first sample, with what was recognised, and at the end, with what was read', async () => {
    const { reports, report } = await read(table, { target: 'y' })
    expect(reports.map(({ rows: count, ended }) => [count, ended])).toEqual([
      [0, false],
      [3, true],
    ])
    expect(reports[0]?.columns.map(({ kind }) => kind)).toEqual(report.columns.map(({ kind }) => kind))
  })

  it('does not count rows that were set aside as values', async () => {
    const { report } = await read(`a,b\n${rows(30, (i) => `${i === 7 ? ',' : ''}${i === 9 ? 'x' : i / 3},NA`)}`)
    expect(report).toMatchObject({ rows: 30, rejected: 2 })
    expect(report.columns.map(({ values, missing }) => [values, missing])).toEqual([
      [28, 0],
      [0, 28],
    ])
  })
})
