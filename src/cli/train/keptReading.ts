import type { KnownTable } from '../../sources/table/tableFormat.js'
import type { TableOptions } from '../../sources/table/tableOptions.js'
import type { TableColumn } from '../../sources/table/tableSchema.js'

/** Bytes that it may take of a snapshot's metadata, which holds 16 KiB in all. */
const BYTES_MAX = 8192

/**
 * What has to be kept beside a model so that questions are read as its table was, as a text for the metadata. Columns of plain
 * numbers and texts are left out: the model knows them itself.
 *
 * @returns undefined where it would take too much room
 */
export function keptReading(
  { schema }: Pick<KnownTable, 'schema'>,
  { na, decimal, thousands, id }: Pick<TableOptions, 'na' | 'decimal' | 'thousands' | 'id'>,
): string | undefined {
  const unused = new Set([schema.target, id])
  const columns = schema.columns.flatMap((column): TableColumn[] => {
    if (unused.has(column.name)) return [{ name: column.name, type: 'unknown', ignored: true }]
    return isPlain(column) ? [] : [column]
  })
  const text = JSON.stringify({ na, decimal, thousands, columns })
  return Buffer.byteLength(text) > BYTES_MAX ? undefined : text
}

/** Whether the type of its values says all. */
const isPlain = ({ type, number, missing, asWritten, ignored }: TableColumn): boolean =>
  (type === 'number' || type === 'text' || type === 'unknown') &&
  ignored !== true &&
  asWritten !== true &&
  missing === undefined &&
  (number === undefined || ((number.decimal ?? '.') === '.' && Object.keys(number).every((key) => key === 'decimal')))
