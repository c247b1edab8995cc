import { EddyError } from '../../error.js'
import { didYouMean } from '../didYouMean.js'

export type ColumnType = 'number' | 'boolean' | 'text' | 'unknown'

/** What the first rows show. */
export interface TableSchema {
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[]
  readonly target: string | undefined
  readonly task: 'classification' | 'regression' | undefined
  /** Labels among the first rows, in order of appearance; none for a regression. */
  readonly classes: readonly string[]
}

const MISSING = new Set(['', 'NA', 'N/A', 'na', 'n/a', 'NaN', 'nan', 'null', 'NULL', 'None', '?'])
const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['TRUE', true],
  ['FALSE', false],
  ['True', true],
  ['False', false],
])
/** Whole numbers with no more different values than this are labels. */
const LABELS_MAX = 20

export const isMissing = (text: string): boolean => MISSING.has(text)

/** NaN for what isn't a decimal number; no hexadecimal, no Infinity. */
export function numberOf(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && text.trim() !== '' && !/^\s*[+-]?0[xob]/i.test(text)) return value
  return Number.NaN
}

export const truthOf = (text: string): boolean | undefined => TRUTHS.get(text)

/** Share of a column's first values that may be slips: those rows are set aside, and the column keeps its type. */
const SLIPS = 0.05

/** Type of a column's values: numbers, truths, or text; unknown where all are missing. */
export function typeOf(values: readonly string[]): ColumnType {
  const present = values.filter((value) => !isMissing(value))
  if (present.length === 0) return 'unknown'
  const mostly = (fits: (value: string) => boolean): boolean =>
    present.filter((value) => !fits(value)).length <= SLIPS * present.length
  if (mostly((value) => !Number.isNaN(numberOf(value)))) return 'number'
  return mostly((value) => TRUTHS.has(value)) ? 'boolean' : 'text'
}

/**
 * Reads a schema off the first rows.
 *
 * @throws {EddyError} ERR_TARGET_COLUMN if there is no such column; says which there are
 */
export function schemaOf(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  target: string | undefined,
  task?: TableSchema['task'],
): TableSchema {
  const columns = names.map((name, column) => ({ name, type: typeOf(rows.map((row) => row[column] ?? '')) }))
  if (target === undefined) return { columns, target, task: undefined, classes: [] }
  const at = names.indexOf(target)
  if (at < 0) {
    const hint = didYouMean(target, names) || '.'
    throw new EddyError(
      'ERR_TARGET_COLUMN',
      `there is no column '${target}'${hint} The columns are ${names.join(', ')}`,
    )
  }
  const values = rows.map((row) => row[at] ?? '').filter((value) => !isMissing(value))
  const labels = [...new Set(values)]
  const labelled = task ? task === 'classification' : areLabels(columns[at]?.type ?? 'unknown', labels)
  return {
    columns,
    target,
    task: labelled ? 'classification' : 'regression',
    classes: labelled ? labels : [],
  }
}

const areLabels = (type: ColumnType, labels: readonly string[]): boolean =>
  type !== 'number' || (labels.length <= LABELS_MAX && labels.every((label) => Number.isInteger(numberOf(label))))
