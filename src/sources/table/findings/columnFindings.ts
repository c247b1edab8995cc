import type { ColumnEvidence, DecidedColumn } from '../values/columnFormat.js'
import { isMissing, looksMissing } from '../values/missingMarks.js'
import { numberParts } from '../values/numberParts.js'
import type { TableWarning, TableWarningCode } from '../tableReport.js'

/** What has to be said of how a column is read. */
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
  const { values, numbers } = evidence
  const found: TableWarning[] = []
  const notation = notationOf(evidence, format.number?.decimal ?? '.', format.number?.unit)
  if (notation.length > 0) {
    found.push(say('NUMBER_STYLE', `${percent(fits, values.length)} numbers with ${notation.join(', ')}`))
  }
  if (guessed && numbers.ambiguousExample !== undefined) {
    const decimal = format.number?.decimal ?? '.'
    const meant = decimal === numbers.separator ? 'decimal' : 'a separator of thousands'
    const way = `\`decimal: '${decimal === '.' ? ',' : '.'}'\` reads it otherwise`
    found.push(
      say('AMBIGUOUS_NUMBERS', `'${numbers.separator}' in '${numbers.ambiguousExample}' is taken as ${meant}; ${way}`),
    )
  }
  const zero = values.find((value) => /^[-+]?0\d/.test(value))
  if (zero !== undefined) {
    found.push(
      say(
        'LEADING_ZEROS',
        `'${zero}' is read as the number ${Number(zero)}; \`text: ['${name(say)}']\` keeps the zeros`,
      ),
    )
  }
  const slips =
    values.length - fits - (format.missing ? values.filter((value) => format.missing?.includes(value)).length : 0)
  if (slips > 0)
    found.push(say('MIXED_KINDS', `${percent(slips, values.length)} are no numbers: those rows are set aside`))
  return found
}

/** The column's name, as messages begin with it. */
const name = (say: Say): string => say('ENCODING', '').column ?? ''

function notationOf({ values }: ColumnEvidence, decimal: '.' | ',', unit: string | undefined): readonly string[] {
  const parts = values.flatMap((value) => numberParts(value) ?? [])
  const separators = new Set(parts.flatMap(({ body }) => [...body.replace(/[\d_]/g, '')]))
  separators.delete(decimal)
  const named = [...separators].map((separator) => `'${separator}'`)
  return [
    ...(decimal === ',' ? ['a decimal comma'] : []),
    ...(named.length > 0 ? [`${named.join(' and ')} between thousands`] : []),
    ...(unit === undefined ? [] : [`the unit '${unit}'`]),
    ...(values.some((value) => value.startsWith('(')) ? ['negative ones in brackets'] : []),
    ...(values.some((value) => /\d ?-$/.test(value)) ? ['the minus behind'] : []),
    ...(values.some((value) => /[^\p{ASCII}]/u.test(value) && /\p{Nd}/u.test(value.replace(/[0-9]/g, '')))
      ? ['other digits']
      : []),
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

/** '97 %', never 100 % for less than all. */
export function percent(part: number, whole: number): string {
  const share = (100 * part) / Math.max(whole, 1)
  return `${part < whole ? Math.min(Math.max(Math.round(share), share > 0 ? 1 : 0), 99) : 100} %`
}
