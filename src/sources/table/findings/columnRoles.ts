import type { TableOptions } from '../tableOptions.js'
import type { TableWarning, TableWarningCode } from '../tableReport.js'
import { bareText } from '../values/bareText.js'
import { isMissing } from '../values/missingMarks.js'
import { readNumber } from '../values/numberStyle.js'
import { plainNumber } from '../values/plainNumber.js'
import type { SeenColumn } from './seenColumn.js'
import { areIdentifiers, isGrowing, isRunning, leak } from './tellTales.js'

/** The columns that are left out of the samples, and what is suspicious about the others. */
export interface ColumnRoles {
  readonly ignored: ReadonlySet<string>
  readonly warnings: readonly TableWarning[]
}

/**
 * Decides which columns are left out: those in `ignore`, columns without a name that are empty or count the rows, as some programs
 * write them, and columns of identifiers. A column that another option names is always used.
 */
export function columnRoles(seen: readonly SeenColumn[], options: TableOptions): ColumnRoles {
  const { target, id, ignore = [], drop = [] } = options
  const ignored = new Set<string>()
  const warnings: TableWarning[] = []
  const wanted = seen.find(({ head }) => head.name === target)
  const targets = wanted && valuesOf(wanted)
  for (const column of seen) {
    const { name } = column.head
    if (isNamed(name, [...ignore, ...drop])) ignored.add(name)
    if (name === target || name === id || ignored.has(name)) continue
    const useless = column.asked ? undefined : uselessness(column)
    if (useless) ignored.add(name)
    const found = useless ?? suspicion(column, targets)
    if (found) warnings.push({ code: found.code, message: `${name}: ${found.message}`, column: name })
  }
  return { ignored, warnings }
}

/** Tells whether a column is among the names, or inside a field that is. */
export const isNamed = (column: string, names: readonly string[]): boolean =>
  names.some((name) => column === name || column.startsWith(`${name}.`))

interface Found {
  readonly code: TableWarningCode
  readonly message: string
}

function uselessness({ head, evidence, decided }: SeenColumn): Found | undefined {
  const { name, values, unnamed = false } = head
  const way = `\`${decided.format.type === 'number' ? 'number' : 'text'}: ['${name}']\` reads it`
  if (unnamed && values.length > 0 && values.every((value) => value.trim() === '')) {
    return { code: 'EMPTY_COLUMN', message: 'the column has no name and no values: it is left out' }
  }
  if (unnamed && decided.format.type === 'number' && isRunning(values.map(numberOrUndefined))) {
    return { code: 'RUNNING_NUMBER', message: `the column has no name and counts the rows: it is left out; ${way}` }
  }
  if (evidence.present.length * 2 > values.length && areIdentifiers(evidence.present)) {
    return { code: 'IDENTIFIER', message: `identifiers, no two alike: the column is left out; ${way}` }
  }
  return undefined
}

function suspicion(
  column: SeenColumn,
  targets: readonly (string | number | undefined)[] | undefined,
): Found | undefined {
  const { head, decided } = column
  const way = `\`ignore: ['${head.name}']\` leaves it out`
  const told = targets && leak(valuesOf(column), targets)
  if (told) return { code: 'LEAK', message: `${LEAKS[told]}: the score may be of no use; ${way}` }
  const numbers = decided.format.type === 'number' ? head.values.map(numberOrUndefined) : []
  const how = isRunning(numbers) ? 'by the same step' : isGrowing(numbers) ? 'without exception' : undefined
  if (how === undefined) return undefined
  const message = `grows or falls from row to row ${how}, as a count or a time does: it may say nothing of new rows; ${way}`
  return { code: 'RUNNING_NUMBER', message }
}

const LEAKS = {
  equal: 'equal to the target',
  proportional: 'proportional to the target',
  renamed: 'another name for each value of the target',
}

const numberOrUndefined = (text: string): number | undefined => {
  const value = plainNumber(text)
  return Number.isNaN(value) ? undefined : value
}

function valuesOf({ head, decided: { format } }: SeenColumn): readonly (string | number | undefined)[] {
  return head.values.map((written) => {
    const text = bareText(written)
    if (format.type !== 'number') return isMissing(text) ? undefined : text
    const value = format.number ? readNumber(text, format.number) : plainNumber(text)
    return Number.isNaN(value) ? undefined : value
  })
}
