import { secondsOf } from '../values/clockText.js'
import type { ColumnEvidence, ColumnFormat, DecidedColumn } from '../values/columnFormat.js'
import { ARABIC_DECIMAL } from '../values/digits.js'
import { isMissing, looksMissing } from '../values/missingMarks.js'
import { numberParts } from '../values/numberParts.js'
import { type NumberStyle, partsValue, PLAIN, readNumber } from '../values/numberStyle.js'
import { plainNumber } from '../values/plainNumber.js'
import type { TableWarning, TableWarningCode } from '../tableReport.js'

/** The warnings about how a column is read. */
export function columnFindings(
  name: string,
  evidence: ColumnEvidence,
  decided: DecidedColumn,
): readonly TableWarning[] {
  const say = (code: TableWarningCode, message: string): TableWarning => ({
    code,
    message: `${name}: ${message}`,
    column: name,
  })
  const { format } = decided
  if (format.asWritten) return []
  return [
    ...(format.type === 'number' ? numberFindings(evidence, decided, say) : []),
    ...(format.type === 'text' ? textFindings(evidence, decided, say) : []),
    ...(format.date ? [say('DATE_STYLE', `dates with the ${ORDERS[format.date]} first`)] : []),
    ...markFindings(evidence, decided, say),
  ]
}

type Say = (code: TableWarningCode, message: string) => TableWarning

const ORDERS = { ymd: 'year', dmy: 'day', mdy: 'month' }

function numberFindings(
  evidence: ColumnEvidence,
  { format, fits = 0, guessed }: DecidedColumn,
  say: Say,
): TableWarning[] {
  const { values } = evidence
  const column = name(say)
  const found: TableWarning[] = []
  if (format.clock) found.push(say('NUMBER_STYLE', `times such as '${values[0]}' are read as seconds`))
  else found.push(...notationFindings(evidence, { format, fits, guessed }, say))
  const mark = sentinelOf(values)
  if (mark !== undefined) {
    found.push(say('MISSING_MARK', `'${mark}' looks like a missing mark; \`na: ['${mark}']\` makes it one`))
  }
  const others = values.filter((value) => !format.missing?.includes(value))
  if (fits < others.length) {
    const share = percent(others.length - fits, values.length)
    const slip = others.find((value) => !isNumber(value, format))
    const example = slip === undefined ? '' : `, such as '${slip.slice(0, 40)}'`
    const way = `\`text: ['${column}']\` keeps them`
    found.push(say('MIXED_KINDS', `${share} are no numbers${example}: those rows are set aside; ${way}`))
  }
  return found
}

function notationFindings(
  { values, numbers }: ColumnEvidence,
  {
    format,
    fits,
    guessed = false,
  }: { readonly format: ColumnFormat; readonly fits: number; readonly guessed: boolean | undefined },
  say: Say,
): TableWarning[] {
  const found: TableWarning[] = []
  const { decimal } = format.number ?? PLAIN
  const notation = numbers.styled || decimal === ',' ? notationOf(values, format.number ?? PLAIN) : []
  if (notation.length > 0) {
    found.push(say('NUMBER_STYLE', `${percent(fits, values.length)} numbers with ${notation.join(', ')}`))
  }
  if (guessed && numbers.ambiguousExample !== undefined) {
    const meant = decimal === numbers.separator ? 'decimal' : 'a separator of thousands'
    const way = `\`decimal: '${decimal === '.' ? ',' : '.'}'\` reads it otherwise`
    found.push(
      say('AMBIGUOUS_NUMBERS', `'${numbers.separator}' in '${numbers.ambiguousExample}' is taken as ${meant}; ${way}`),
    )
  }
  const zero = values.find((value) => /^[-+]?0\d[\d.,]*$/.test(value))
  if (zero !== undefined) {
    const number = zero.replace(/^([-+]?)0+(?=\d)/, '$1')
    found.push(
      say('LEADING_ZEROS', `'${zero}' is read as the number ${number}; \`text: ['${name(say)}']\` keeps the zeros`),
    )
  }
  return found
}

const isNumber = (value: string, { number, clock }: ColumnFormat): boolean =>
  !Number.isNaN(clock ? secondsOf(value) : number ? readNumber(value, number) : plainNumber(value))

/** A mark takes at least this share of the rows, occurs this often, and is this many times larger than other numbers. */
const SENTINEL_SHARE = 0.01
const SENTINEL_TIMES = 3
const SENTINEL_FAR = 3

/** Finds a number of nines, such as -999, that occurs often and is far from all others. It is most likely a mark. */
function sentinelOf(values: readonly string[]): string | undefined {
  const mark = values.find((value) => /^-?9{2,}(?:\.0+)?$/.test(value))
  if (mark === undefined) return undefined
  const times = values.filter((value) => value === mark).length
  if (times < SENTINEL_TIMES || times < SENTINEL_SHARE * values.length) return undefined
  const others = values.filter((value) => value !== mark).map((value) => Math.abs(plainNumber(value)))
  const most = others.reduce((max, value) => Math.max(max, value), 0)
  return Math.abs(Number(mark)) > SENTINEL_FAR * most ? mark : undefined
}

/** The name of the column, which messages begin with. */
const name = (say: Say): string => say('ENCODING', '').column ?? ''

/** What is unusual about the numbers of a column, in words. */
function notationOf(values: readonly string[], style: NumberStyle): readonly string[] {
  const numbers = values.flatMap((value) => {
    const parts = numberParts(value)
    return parts && !Number.isNaN(partsValue(parts, style)) ? [{ value, body: parts.body }] : []
  })
  const separators = new Set(numbers.flatMap(({ body }) => [...body.replace(/\d/g, '')]))
  const decimalComma = style.decimal === ',' && separators.delete(',')
  separators.delete(style.decimal)
  separators.delete(ARABIC_DECIMAL)
  const named = [...separators].map((separator) => `'${separator}'`)
  const some = (test: RegExp): boolean => numbers.some(({ value }) => test.test(value))
  return [
    ...(decimalComma ? ['a decimal comma'] : []),
    ...(named.length > 0 ? [`${named.join(' and ')} between thousands`] : []),
    ...(style.unit === undefined ? [] : [`the unit '${style.unit}'`]),
    ...(some(/^\(/) ? ['negative ones in brackets'] : []),
    ...(some(/\d ?[-\u2212]$/) ? ['the minus behind'] : []),
    ...(some(/(?![0-9])\p{Nd}/u) ? ['other digits'] : []),
  ]
}

function textFindings(
  { values }: ColumnEvidence,
  { fits = 0, mixedUnits, ambiguousDates }: DecidedColumn,
  say: Say,
): TableWarning[] {
  const column = name(say)
  if (ambiguousDates) {
    return [
      say('AMBIGUOUS_DATES', `dates such as '${values[0]}' may have the day or the month first: they are read as text`),
    ]
  }
  if (mixedUnits) return [say('MIXED_UNITS', 'numbers with different units are read as text')]
  if (fits < values.length / 2) return []
  const other = values.find((value) => numberParts(value) === undefined)
  const share = percent(fits, values.length)
  const example = other === undefined ? '' : `, and others such as '${other.slice(0, 40)}'`
  return [
    say('MIXED_KINDS', `${share} numbers${example}: read as text; \`number: ['${column}']\` sets the other rows aside`),
  ]
}

function markFindings({ present }: ColumnEvidence, { format, marks }: DecidedColumn, say: Say): TableWarning[] {
  const found: TableWarning[] = []
  const column = name(say)
  if (marks && marks.length > 0) {
    const named = marks.map((mark) => `'${mark}'`).join(', ')
    found.push(say('MISSING_MARK', `${named} among numbers is read as missing; \`text: ['${column}']\` keeps it`))
  }
  const mark = present.find(looksMissing)
  if (mark !== undefined && format.type === 'text') {
    found.push(say('MISSING_MARK', `'${mark}' looks like a missing mark; \`na: ['${mark}']\` makes it one`))
  } else if (mark !== undefined && !isMissing(mark)) {
    found.push(say('MISSING_MARK', `'${mark}' is read as missing`))
  }
  return found
}

/** A share in words: '97 %'. It is never 100 % for less than all. */
export function percent(part: number, whole: number): string {
  const share = (100 * part) / Math.max(whole, 1)
  return `${part < whole ? Math.min(Math.max(Math.round(share), share > 0 ? 1 : 0), 99) : 100} %`
}
