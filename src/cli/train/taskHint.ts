import type { TableReport, TableWarning } from '../../sources/table/tableReport.js'

/** The warnings of a table, and how to get the other task, where the task was not asked for and whole numbers allow both. */
export function hinted(table: TableReport, asked: string | undefined): readonly TableWarning[] {
  const { columns, target = '', task, warnings } = table
  const kind = columns.find(({ name }) => name === target)?.kind
  const told = warnings.some(({ code }) => code === 'LABELS_FROM_NUMBERS')
  if (asked !== undefined || told || task !== 'classification' || kind !== 'number') return warnings
  const message = `${target}: its few whole numbers are taken as labels; --task regression predicts them as numbers`
  return [...warnings, { code: 'LABELS_FROM_NUMBERS', message, column: target }]
}
