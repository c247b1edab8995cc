import type { NumberEvidence } from './numberEvidence.js'

export type Decimal = '.' | ','

/** A column as a whole: which separator is decimal, and how that is known. */
export interface DecidedDecimal {
  readonly decimal: Decimal
  /** Whether another reading was possible: the user must be told. */
  readonly guessed: boolean
}

/** Values without a decimal part, among so many that have three digits after a separator, are no accident. */
const GROUPS_MIN = 30

/** What the columns of a table that show their notation agree on; undefined where none does. */
export function tableDecimal(columns: readonly NumberEvidence[]): Decimal | undefined {
  const points = columns.filter(({ point, comma }) => point > comma).length
  const commas = columns.filter(({ point, comma }) => comma > point).length
  return points === commas ? undefined : points > commas ? '.' : ','
}

/**
 * Decides what is decimal in a column. Its own values decide where one of them shows it. Where all are such as '1,234', the rest
 * of the table does; else whether the column looks grouped: many values with three digits after the separator, whole numbers
 * below 1000 without one, none above. Else a comma separates thousands, unless the cells are separated by semicolons, as they
 * are where the comma is decimal; and a point is decimal.
 *
 * A wrong guess makes some values 1000 times too large or too small; where all values of the column have the separator, it only
 * changes its scale.
 */
export function decideDecimal(
  evidence: NumberEvidence,
  table: { readonly decimal: Decimal | undefined; readonly delimiter: string | undefined },
): DecidedDecimal {
  const { point, comma, ambiguous, separator, small, large } = evidence
  if (point !== comma) return { decimal: point > comma ? '.' : ',', guessed: false }
  if (ambiguous === 0 || separator === undefined) return { decimal: table.decimal ?? '.', guessed: false }
  if (table.decimal !== undefined) return { decimal: table.decimal, guessed: true }
  const other = separator === '.' ? ',' : '.'
  if (large > 0) return { decimal: separator, guessed: true }
  if (ambiguous >= GROUPS_MIN && small > 0) return { decimal: other, guessed: true }
  if (separator === '.') return { decimal: '.', guessed: true }
  return { decimal: table.delimiter === ';' ? ',' : '.', guessed: true }
}
