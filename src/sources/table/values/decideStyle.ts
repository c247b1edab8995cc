import type { NumberEvidence } from './numberEvidence.js'

export type Decimal = '.' | ','

/** The decimal separator of a column. */
export interface DecidedDecimal {
  readonly decimal: Decimal
  /** Whether it is a guess. The user is told. */
  readonly guessed: boolean
}

/** If this many values have three digits after a separator and others have no separator, the separator groups thousands. */
const GROUPS_MIN = 30

/** The decimal separator of most columns that show one. Undefined if no column does. */
export function tableDecimal(columns: readonly NumberEvidence[]): Decimal | undefined {
  const points = columns.filter(({ point, comma }) => point > comma).length
  const commas = columns.filter(({ point, comma }) => comma > point).length
  return points === commas ? undefined : points > commas ? '.' : ','
}

/**
 * Decides which separator is decimal in a column. If one of its values shows it, that value decides. If all are like '1,234', the rest
 * of the table decides. If that shows nothing either, the separator groups thousands when many values have three digits after it, and
 * whole numbers below 1000, but none above, have no separator. Otherwise a point is decimal. A comma groups thousands, unless cells are
 * separated by semicolons, as is usual where the comma is decimal.
 *
 * A wrong guess makes some values 1000 times too large or too small. If all values have the separator, it only changes the scale.
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
