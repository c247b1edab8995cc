import { type CleanRow, cellsOf, cleanRows, csv, names, samplesOf, written } from './cleanTable.js'
import type { TableOptions, TableWarningCode } from '../../../src/node.js'

/** A damaged spelling of the clean table, what it is to be read as, and what must be said of it. */
export interface Damaged {
  readonly name: string
  readonly content: string | Uint8Array
  readonly samples?: readonly object[]
  readonly says?: readonly TableWarningCode[]
  readonly options?: TableOptions
  readonly ndjson?: boolean
  /** Records that are set aside, besides. */
  readonly aside?: number
}

const plain = csv(cellsOf(cleanRows))
const clean = samplesOf(cleanRows)

/** The clean table with some of its numbers spelled otherwise. */
const spelled = (spell: (row: CleanRow) => readonly string[], form: Parameters<typeof csv>[1] = {}): string =>
  csv(
    cleanRows.map((row) => [...spell(row), row.color ?? '', row.y]),
    form,
  )

/** Numbers in another notation, by what separates cells. */
const notations: readonly Damaged[] = [
  ['semicolons, a decimal comma', ',', '', ';'],
  ['semicolons, 1.234,5', ',', '.', ';'],
  ['tabs, 1.234,5', ',', '.', '\t'],
  ['quoted, 1.234,5', ',', '.', ','],
  ['quoted, 1,234.5', '.', ',', ','],
  ['semicolons, 1,234.5', '.', ',', ';'],
  ['blanks between thousands', '.', ' ', ','],
  ['blanks and a decimal comma', ',', ' ', ';'],
  ['no-break blanks', ',', '\u00a0', ';'],
  ['narrow no-break blanks', ',', '\u202f', ';'],
  ['thin blanks', '.', '\u2009', ','],
  ['apostrophes', '.', "'", ','],
  ['typographic apostrophes', '.', '\u2019', ';'],
  ['Arabic separators', '\u066b', '\u066c', ','],
].map(([name = '', decimal = '', thousands = '', delimiter = '']) => ({
  name: `numbers: ${name}`,
  content: spelled(({ a, price, count }) => [a, price, count].map((value) => written(value ?? 0, decimal, thousands)), {
    delimiter,
  }),
  says: ['NUMBER_STYLE'],
}))

const point = (value: number): string => written(value, '.', ',')
const comma = (value: number): string => written(value, ',', '.')
const minus = (value: number): string => (value < 0 ? '-' : '')
const size = Math.abs

/** Positive and negative. */
const around = (price: number | null): number => Number(((price ?? 0) - 20_000).toFixed(2))

/** Prices with a currency or a unit, and signs in other places. */
const currencies: readonly Damaged[] = (
  [
    ['$ before', (v) => `${minus(v)}$${point(size(v))}`],
    ['$ before the minus', (v) => `$${point(v)}`],
    ['$ and brackets', (v) => (v < 0 ? `($${point(size(v))})` : `$${point(v)}`)],
    ['€ before, 1.234,5', (v) => `€ ${comma(v)}`],
    ['€ after, 1.234,5', (v) => `${comma(v)} €`],
    ['€ after, no blank', (v) => `${comma(v)}€`],
    ['£', (v) => `£${point(v)}`],
    ['¥ full-width', (v) => `￥${point(v)}`],
    ['₹', (v) => `₹ ${point(v)}`],
    ['₽ after', (v) => `${written(v, ',', ' ')} ₽`],
    ['US$', (v) => `US$ ${point(v)}`],
    ['R$', (v) => `R$ ${comma(v)}`],
    ['CHF', (v) => `CHF ${written(v, '.', "'")}`],
    ['EUR after', (v) => `${comma(v)} EUR`],
    ['usd in lower case', (v) => `${point(v)} usd`],
    ['kr', (v) => `${written(v, ',', ' ')} kr`],
    ['zł', (v) => `${written(v, ',', '\u00a0')} zł`],
    ['per cent', (v) => `${v}%`],
    ['per cent after a blank', (v) => `${v} %`],
    ['Arabic per cent', (v) => `${v}٪`],
    ['per mille', (v) => `${v} ‰`],
    ['kg', (v) => `${v} kg`],
    ['°C', (v) => `${v}°C`],
    ['km/h', (v) => `${v} km/h`],
    ['brackets', (v) => (v < 0 ? `(${size(v)})` : `${v}`)],
    ['the minus behind', (v) => (v < 0 ? `${size(v)}-` : `${v}`)],
    ['a typographic minus', (v) => (v < 0 ? `−${size(v)}` : `${v}`)],
    ['a plus', (v) => (v < 0 ? `${v}` : `+${v}`)],
    ['exponents', (v) => v.toExponential()],
    ['exponents E+', (v) => v.toExponential().replace(/e([+-])(\d)$/, 'E$10$2')],
    ['full-width digits', (v) => String(v).replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)))],
    ['Arabic digits', (v) => String(v).replace(/\d/g, (d) => String.fromCharCode(0x660 + Number(d)))],
    ['Devanagari digits', (v) => String(v).replace(/\d/g, (d) => String.fromCharCode(0x966 + Number(d)))],
    ['blanks around', (v) => `  ${v}\t`],
    ['no-break blanks around', (v) => `\u00a0${v}\u00a0`],
    ['digits after the point filled up', (v) => v.toFixed(6)],
  ] as readonly (readonly [string, (value: number) => string])[]
).map(([name, spell]) => ({
  name: `prices: ${name}`,
  content: spelled(({ a, price, count }) => [String(a), spell(around(price)), String(count)]),
  samples: cleanRows.map(({ y, ...x }) => ({ x: { ...x, price: around(x.price) }, y })),
}))

const gone = (row: number, column: number): boolean => (row * 7 + column * 3) % 5 === 0

/** Every third value of the columns of numbers missing, under many names. */
const marks: readonly Damaged[] = [
  ...[
    '',
    ' ',
    'NA',
    'na',
    'N/A',
    'n/a',
    'n.a.',
    'NaN',
    'nan',
    '-nan',
    'NULL',
    'null',
    '(null)',
    'None',
    'none',
    'NONE',
    '?',
  ],
  ...[
    '-',
    '--',
    '---',
    '–',
    '—',
    '.',
    '..',
    '...',
    '*',
    '#N/A',
    '#NA',
    '<NA>',
    '\\N',
    'missing',
    'Missing',
    '(missing)',
  ],
  ...[
    'unknown',
    'undefined',
    'nil',
    '1.#QNAN',
    '-1.#IND',
    '1.#IND',
    'nan(ind)',
    '-nan(ind)',
    '#DIV/0!',
    '#VALUE!',
    '#REF!',
  ],
  ...[
    '#NULL!',
    '#NUM!',
    'n/d',
    'not available',
    'no data',
    'blank',
    'tbd',
    'keine Angabe',
    's/d',
    '???',
    'entfällt',
    'NaT',
  ],
].map((mark) => {
  const rows = cleanRows.map((row, at) => ({
    ...row,
    a: gone(at, 0) ? null : row.a,
    count: gone(at, 1) ? null : row.count,
  }))
  const cells = cellsOf(rows).map((row) => row.map((cell) => (cell === '' ? mark : cell)))
  return { name: `missing: '${mark}'`, content: csv(cells), samples: samplesOf(rows) }
})

const infinities: readonly Damaged[] = [
  ...[
    'inf',
    '-inf',
    '+inf',
    'Inf',
    'INF',
    'infinity',
    '-Infinity',
    'Infinity',
    '∞',
    '-∞',
    '1.#INF',
    '-1.#INF',
    '1e999',
  ],
].map((spelling) => {
  const rows = cleanRows.map((row, at) => ({ ...row, a: gone(at, 0) ? null : row.a }))
  const cells = cellsOf(rows).map((row) => row.map((cell) => (cell === '' ? spelling : cell)))
  return { name: `infinite: '${spelling}'`, content: csv(cells), samples: samplesOf(rows), says: ['INFINITE'] }
})

const utf16 = (text: string, little: boolean): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le')
  return little ? bytes : bytes.swap16()
}

const umlauts = cleanRows.map((row) => ({ ...row, color: row.color === 'red' ? 'grün' : row.color }))
const euros = cleanRows.map((row) => ({ ...row, color: row.color === 'red' ? '“€”' : row.color }))

const encodings: readonly Damaged[] = [
  { name: 'UTF-8 with a mark', content: `\ufeff${plain}` },
  { name: 'UTF-16 LE', content: utf16(`\ufeff${plain}`, true), says: ['ENCODING'] },
  { name: 'UTF-16 BE', content: utf16(`\ufeff${plain}`, false), says: ['ENCODING'] },
  { name: 'UTF-16 LE without a mark', content: utf16(plain, true), says: ['ENCODING'] },
  { name: 'UTF-16 BE without a mark', content: utf16(plain, false), says: ['ENCODING'] },
  { name: 'UTF-8', content: csv(cellsOf(umlauts)), samples: samplesOf(umlauts) },
  {
    name: 'Latin-1',
    content: Buffer.from(csv(cellsOf(umlauts)), 'latin1'),
    samples: samplesOf(umlauts),
    says: ['ENCODING'],
  },
  {
    name: 'Windows-1252',
    content: Buffer.from(csv(cellsOf(euros)).replace(/“€”/g, '\x93\x80\x94'), 'latin1'),
    samples: samplesOf(euros),
    says: ['ENCODING'],
  },
  {
    name: 'Latin-1, as it was asked for',
    content: Buffer.from(csv(cellsOf(umlauts)), 'latin1'),
    samples: samplesOf(umlauts),
    options: { encoding: 'latin1' },
  },
  {
    name: 'UTF-16, as it was asked for',
    content: utf16(plain, true),
    options: { encoding: 'utf-16le' },
  },
].map((each) => ({ ...each, name: `encoding: ${each.name}` }) as Damaged)

const lines = plain.split('\n')

const shapes: readonly Damaged[] = [
  { name: 'the clean table', content: plain },
  { name: 'CRLF', content: csv(cellsOf(cleanRows), { end: '\r\n' }) },
  { name: 'CR', content: csv(cellsOf(cleanRows), { end: '\r' }) },
  { name: 'mixed line ends', content: plain.replace(/\n/g, (_, at: number) => ['\n', '\r\n', '\r'][at % 3] ?? '') },
  { name: 'no line end at the end', content: plain.trimEnd() },
  { name: 'empty lines', content: plain.replaceAll('\n', '\n\n') },
  { name: 'lines of blanks and of commas', content: `${plain}\n  \n,,,,\n , , , , \n` },
  { name: 'semicolons', content: csv(cellsOf(cleanRows), { delimiter: ';' }) },
  { name: 'tabs', content: csv(cellsOf(cleanRows), { delimiter: '\t' }) },
  { name: 'bars', content: csv(cellsOf(cleanRows), { delimiter: '|' }) },
  { name: 'two characters', content: csv(cellsOf(cleanRows), { delimiter: '::' }), options: { delimiter: '::' } },
  { name: 'a sep= line', content: `sep=;\n${csv(cellsOf(cleanRows), { delimiter: ';' })}`, says: ['PREAMBLE'] },
  {
    name: 'a sep= line with a tab',
    content: `sep=\\t\n${csv(cellsOf(cleanRows), { delimiter: '\t' })}`,
    says: ['PREAMBLE'],
  },
  { name: 'a quoted sep= line', content: `"sep=,"\r\n${plain}`, says: ['PREAMBLE'] },
  { name: 'a title', content: `My report 2025\n\n${plain}`, says: ['PREAMBLE'] },
  { name: 'a title with commas', content: `My report,,,,\n,,,,\n${plain}`, says: ['PREAMBLE'] },
  { name: 'a title of two cells', content: `Report,2025\n${plain}`, says: ['PREAMBLE'] },
  { name: 'comments', content: `# exported 2025\n# by a tool, version 2\n${plain}`, says: ['PREAMBLE'] },
  { name: 'other comments', content: `// exported\n% by a tool\n${plain}`, options: { skip: 2 }, says: ['PREAMBLE'] },
  {
    name: 'comments between rows',
    content: plain.replaceAll('\n', '\n#what, ever\n'),
    options: { comment: '#' },
  },
  { name: 'blanks around everything', content: plain.replaceAll(',', ' ,\t ').replaceAll('\n', '  \n  ') },
  { name: 'a comma after every line', content: plain.replaceAll('\n', ',\n') },
  {
    name: 'a comma after every row',
    content: [lines[0], ...lines.slice(1).map((line) => line && `${line},`)].join('\n'),
  },
  {
    name: 'two commas after every row',
    content: [lines[0], ...lines.slice(1).map((line) => line && `${line},,`)].join('\n'),
  },
  { name: 'a comma after the header', content: plain.replace('\n', ',\n') },
  { name: 'everything quoted', content: plain.replace(/[^,\n]+/g, '"$&"') },
  { name: 'everything between single quotes', content: plain.replace(/[^,\n]+/g, "'$&'") },
  { name: 'formulas', content: plain.replace(/[^,\n]+/g, '="$&"').replace(/.*\n/, 'a,price,count,color,y\n') },
  {
    name: 'formulas in quotes',
    content: plain.replace(/[^,\n]+/g, '"=""$&"""').replace(/.*\n/, 'a,price,count,color,y\n'),
  },
  { name: 'a line below the header', content: plain.replace('\n', '\n---,---,---,---,---\n') },
  {
    name: 'a Markdown table',
    content: plain
      .replace(/.+/g, (line) => `| ${line.replaceAll(',', ' | ')} |`)
      .replace('\n', '\n|---|:--|---:|:---:|---|\n'),
  },
  {
    name: 'a psql table',
    content: `${plain.replaceAll(',', ' | ').replace('\n', '\n---+---+---+---+---\n')}(120 rows)\n`,
    aside: 1,
  },
  { name: 'columns between blanks', content: plain.replace(/[^,\n]+,?/g, (cell) => cell.replace(',', '').padEnd(12)) },
  { name: 'a mark, then quotes', content: `\ufeff${plain.replace(/[^,\n]+/g, '"$&"')}` },
  { name: 'blanks around quotes', content: plain.replace(/[^,\n]+/g, ' "$&" ') },
  {
    name: 'numbers among names of rows',
    content: plain.replace(/^(?=.)/gm, (_, at: number) => (at === 0 ? '' : `r${at},`)),
    samples: cleanRows.map(({ y, ...x }, at) => ({ x: { column_1: `r${indexOfLine(at + 1)}`, ...x }, y })),
  },
  { name: 'the header again', content: `${plain}${plain}`, samples: [...clean, ...clean], aside: 1 },
  {
    name: 'a second mark inside',
    content: `\ufeff${plain}\ufeff${plain.slice(plain.indexOf('\n') + 1)}`,
    samples: [...clean, ...clean],
  },
  {
    name: 'a quote that is never closed, in the first row',
    content: plain.replace('\n', '\n"'),
    samples: clean.slice(1),
    aside: 1,
  },
  {
    name: 'a quote that is never closed, in a later row',
    content: plain.replace(`\n${lines[60]}`, `\n"${lines[60]}`),
    samples: clean.filter((_, at) => at !== 59),
    aside: 1,
  },
  { name: 'a footer', content: `${plain}Total,300,,,\n`, aside: 1 },
  { name: 'a record of 3 MB', content: `${plain}1,2,3,${'x'.repeat(3_000_000)},no\n`, aside: 1 },
].map((each) => ({ ...each, name: `shape: ${each.name}` }) as Damaged)

function indexOfLine(line: number): number {
  return lines.slice(0, line).join('\n').length + 1
}

const renamed = (header: readonly string[]): string => csv(cellsOf(cleanRows), { header })
const withNames = (given: readonly string[]) =>
  cleanRows.map((row) => ({
    x: Object.fromEntries(names.slice(0, 4).map((name, at) => [given[at] as string, row[name]])),
    y: row.y,
  }))

const headers: readonly Damaged[] = [
  {
    name: 'a doubled name',
    content: renamed(['a', 'a', 'count', 'a', 'y']),
    samples: withNames(['a', 'a_2', 'count', 'a_3']),
    says: ['HEADER_NAMES'],
  },
  {
    name: 'empty names',
    content: renamed(['a', '', ' ', 'color', 'y']),
    samples: withNames(['a', 'column_2', 'column_3', 'color']),
    says: ['HEADER_NAMES'],
  },
  {
    name: 'a delimiter in a name',
    content: renamed(['a', 'price, €', 'count', 'a "color", or not', 'y']),
    samples: withNames(['a', 'price, €', 'count', 'a "color", or not']),
  },
  {
    name: 'a line end in a name',
    content: renamed(['a', 'price\nin €', 'count', 'color', 'y']),
    samples: withNames(['a', 'price\nin €', 'count', 'color']),
  },
  {
    name: 'many commas in names, semicolons',
    content: csv(cellsOf(cleanRows), { delimiter: ';', header: ['a, b, c, d', 'price', 'count', 'color', 'y'] }),
    samples: withNames(['a, b, c, d', 'price', 'count', 'color']),
  },
  {
    name: '__proto__ and kin',
    content: renamed(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'y']),
    samples: cleanRows.map((row) => ({ x: proto(row), y: row.y })),
  },
  {
    name: 'names that are years',
    content: renamed(['2019', '2020', '2021', 'color', 'y']),
    samples: withNames(['2019', '2020', '2021', 'color']),
  },
  {
    name: 'none',
    content: plain.slice(plain.indexOf('\n') + 1),
    samples: withNames(['column_1', 'column_2', 'column_3', 'column_4']),
    says: ['NO_HEADER'],
  },
  {
    name: 'none, the target by number',
    content: plain.slice(plain.indexOf('\n') + 1),
    samples: withNames(['column_1', 'column_2', 'column_3', 'column_4']),
    says: ['NO_HEADER'],
    options: { target: 'column_5' },
  },
  {
    name: 'an index without a name',
    content: csv(
      cellsOf(cleanRows).map((row, at) => [String(at), ...row]),
      { header: ['', ...names] },
    ),
    says: ['RUNNING_NUMBER'],
  },
].map((each) => ({ ...each, name: `header: ${each.name}` }) as Damaged)

function proto(row: CleanRow): object {
  const x = {}
  const fields = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  for (const [at, name] of fields.entries()) {
    Object.defineProperty(x, name, { value: row[names[at] as keyof CleanRow], enumerable: true })
  }
  return x
}

const relabelled = (spell: (label: string, at: number) => string): string =>
  csv(cellsOf(cleanRows).map((row, at) => [...row.slice(0, 4), spell(row[4] as string, at)]))
const pick = (spellings: readonly string[], at: number): string => spellings[at % spellings.length] as string
const labels = (yes: unknown, no: unknown): readonly object[] =>
  cleanRows.map(({ y, ...x }) => ({ x, y: y === 'yes' ? yes : no }))
/** The first spelling of each class is its name. */
const firstOf = (spell: (label: string, at: number) => string): readonly object[] => {
  const first = (label: string): string => {
    const at = cleanRows.findIndex(({ y }) => y === label)
    return spell(label, at).trim()
  }
  return labels(first('yes'), first('no'))
}

const spellings: readonly (readonly [string, (label: string, at: number) => string, TableWarningCode[]?])[] = [
  ['blanks around', (label, at) => pick([label, ` ${label}`, `${label}  `, `\u00a0${label}\t`], at)],
  [
    '1 and 1.0',
    (label, at) => (label === 'yes' ? pick(['1', '1.0', '1.00'], at) : pick(['0', '0.0'], at)),
    ['MERGED_LABELS'],
  ],
  [
    'true and kin',
    (label, at) => (label === 'yes' ? pick(['true', 'True', 'TRUE'], at) : pick(['false', 'FALSE'], at)),
    ['MERGED_LABELS'],
  ],
  [
    'yes and kin',
    (label, at) => (label === 'yes' ? pick(['yes', 'Yes', 'YES'], at) : pick(['no', 'No', 'NO'], at)),
    ['MERGED_LABELS'],
  ],
  [
    'all of them',
    (label, at) =>
      label === 'yes'
        ? pick(['true', 'yes', 'Y', 't', '1', 'on'], at)
        : pick(['FALSE', 'no', 'n', 'F', '0', 'off'], at),
    ['MERGED_LABELS'],
  ],
]

const targets: readonly Damaged[] = [
  ...spellings.map(([name, spell, says = []]) => ({ name, content: relabelled(spell), samples: firstOf(spell), says })),
  {
    name: 'case alone, as it was asked for',
    content: relabelled((label, at) => pick([label === 'yes' ? 'spam' : 'ham', label === 'yes' ? 'SPAM' : 'Ham'], at)),
    samples: firstOf((label, at) => pick([label === 'yes' ? 'spam' : 'ham', label === 'yes' ? 'SPAM' : 'Ham'], at)),
    options: { ignoreCase: true },
    says: ['MERGED_LABELS'] as const,
  },
  { name: 'signs', content: relabelled((label) => (label === 'yes' ? '+' : '-')), samples: labels('+', '-') },
  {
    name: 'leading zeros',
    content: relabelled((label) => (label === 'yes' ? '007' : '7')),
    samples: labels('007', '7'),
    says: ['LEADING_ZEROS'] as const,
  },
  {
    name: 'long numbers',
    content: relabelled((label) => (label === 'yes' ? '10000000000000000001' : '10000000000000000002')),
    samples: labels('10000000000000000001', '10000000000000000002'),
  },
  {
    name: 'a missing mark among words',
    content: relabelled((label, at) => (at % 4 === 0 ? '-' : label)),
    samples: cleanRows.map(({ y, ...x }, at) => (at % 4 === 0 ? { x } : { x, y })),
  },
].map((each) => ({ ...each, name: `labels: ${each.name}` }) as Damaged)

const rows = samplesOf(cleanRows)
const objects = rows.map(({ x, y }) => ({ ...x, y }))
const nd = (values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('')

const json: readonly Damaged[] = [
  { name: 'lines', content: nd(objects) },
  { name: 'CRLF', content: nd(objects).replaceAll('\n', '\r\n') },
  { name: 'CR', content: nd(objects).replaceAll('\n', '\r') },
  { name: 'a byte order mark', content: `\ufeff${nd(objects)}` },
  { name: 'UTF-16', content: utf16(`\ufeff${nd(objects)}`, true), says: ['ENCODING'] },
  {
    name: 'numbers as texts',
    content: nd(
      objects.map(({ a, price, count, ...rest }) => ({
        a: String(a),
        price: String(price),
        count: String(count),
        ...rest,
      })),
    ),
  },
  {
    name: 'numbers as German texts',
    content: nd(
      objects.map(({ a, price, count, ...rest }) => ({
        a: comma(a ?? 0),
        price: comma(price ?? 0),
        count: comma(count ?? 0),
        ...rest,
      })),
    ),
    says: ['NUMBER_STYLE'],
  },
  {
    name: 'some numbers as texts',
    content: nd(objects.map(({ a, ...rest }, at) => ({ a: at % 3 ? a : String(a), ...rest }))),
  },
  {
    name: 'NaN as Python writes it',
    content: nd(objects.map(({ a, ...rest }, at) => ({ a: at % 5 ? a : '@', ...rest }))).replaceAll('"@"', 'NaN'),
    samples: rows.map(({ x, y }, at) => ({ x: { ...x, a: at % 5 ? x.a : null }, y })),
  },
  {
    name: 'missing marks',
    content: nd(objects.map(({ a, ...rest }, at) => ({ a: at % 5 ? a : 'N/A', ...rest }))),
    samples: rows.map(({ x, y }, at) => ({ x: { ...x, a: at % 5 ? x.a : null }, y })),
  },
  { name: 'an array', content: JSON.stringify(objects), says: ['FORMAT'] },
  { name: 'an array over lines', content: JSON.stringify(objects, null, 2), says: ['FORMAT'] },
  {
    name: 'an array, an object a line',
    content: `[\n${objects.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`,
    says: ['FORMAT'],
  },
  {
    name: 'an array in an object',
    content: JSON.stringify({ status: 'ok', count: 3, rows: objects, next: { a: [{ b: 1 }] } }),
    says: ['FORMAT'],
  },
  {
    name: 'an array in an object, over lines',
    content: JSON.stringify({ status: 'o"k]', rows: objects }, null, 1),
    says: ['FORMAT'],
  },
  {
    name: 'objects over lines',
    content: objects.map((each) => JSON.stringify(each, null, 2)).join('\n'),
    says: ['FORMAT'],
  },
  { name: 'a CSV', content: plain, says: ['FORMAT'] },
  { name: 'bad lines', content: `${nd(objects.slice(0, 50))}{"a":1,\n\n# comment\n${nd(objects.slice(50))}`, aside: 2 },
  {
    name: 'labels that are truths',
    content: nd(objects.map((each) => ({ ...each, y: each.y === 'yes' }))),
    samples: labels(true, false),
  },
  {
    name: 'labels that are truths and texts',
    content: nd(objects.map((each, at) => ({ ...each, y: at % 2 ? String(each.y === 'yes') : each.y === 'yes' }))),
    samples: mixedTruths(),
  },
].map((each) => ({ ...each, name: `JSON: ${each.name}`, ndjson: true }) as Damaged)

function mixedTruths(): readonly object[] {
  const name = (yes: boolean): string | boolean => {
    const at = cleanRows.findIndex(({ y }) => (y === 'yes') === yes)
    return at % 2 ? String(yes) : yes
  }
  return labels(name(true), name(false))
}

/** NDJSON and arrays given to `fromCsv`. */
const jsonAsCsv: readonly Damaged[] = json
  .filter(({ name }) => /: (lines|an array|objects)/.test(name))
  .map(({ ndjson, ...each }) => ({ ...each, name: `${each.name}, in fromCsv`, says: ['FORMAT'] }))

export const damagedTables: readonly Damaged[] = [
  ...shapes,
  ...notations,
  ...currencies,
  ...marks,
  ...infinities,
  ...encodings,
  ...headers,
  ...targets,
  ...json,
  ...jsonAsCsv,
].map((each) => ({ samples: clean, ...each }))
