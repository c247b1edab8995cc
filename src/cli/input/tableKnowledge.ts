import type { Snapshot } from '../../snapshots/snapshot.js'
import { partsOf } from '../../snapshots/checkpoints/progress.js'
import { positionsOf } from '../../snapshots/checkpoints/positionColumn.js'
import type { Predictor } from '../../snapshots/predictor.js'
import type { KnownTable } from '../../sources/table/tableFormat.js'
import { tableOptions, type TableOptions } from '../../sources/table/tableOptions.js'
import { isTableColumn } from '../../sources/table/isTableColumn.js'
import type { TableColumn } from '../../sources/table/tableSchema.js'

/** How the table was read that a model learned from. */
export interface TableKnowledge extends Pick<TableOptions, 'na' | 'decimal' | 'thousands'> {
  /** Columns by which questions are read. Others are read as they look. */
  readonly columns: readonly TableColumn[]
}

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

/** What a saved learner, a checkpoint or a version from a server knows of the table it learned from. */
export function knownReading(
  { fields }: Pick<Predictor, 'fields'>,
  snapshot: Pick<Snapshot, 'about' | 'columns'>,
): TableKnowledge {
  const texts = fields.filter(({ kind }) => kind === 'text').map(({ name }): TableColumn => ({ name, type: 'text' }))
  const kept = keptIn(snapshot.about.reading ?? partsOf(snapshot.columns)['reading']) ?? ofPosition(snapshot)
  // Version 0.1 kept nothing. There a number may have been true or false.
  if (!kept) return { columns: texts }
  const special = new Set(kept.columns.map(({ name }) => name))
  const plain = fields
    .filter(({ name }) => !special.has(name))
    .map(({ name, kind }): TableColumn => ({ name, type: kind }))
  return { ...kept, columns: [...kept.columns, ...plain] }
}

/** What a file or a server says may be anything. */
function keptIn(reading: unknown): TableKnowledge | undefined {
  if (typeof reading !== 'string') return undefined
  try {
    const kept = JSON.parse(reading) as Partial<Record<keyof TableKnowledge, unknown>> | null
    return kept && isKnowledge(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

const isKnowledge = (kept: Partial<Record<keyof TableKnowledge, unknown>>): kept is TableKnowledge =>
  Array.isArray(kept.columns) &&
  kept.columns.every(isTableColumn) &&
  (['na', 'decimal', 'thousands'] as const).every(
    (name) => kept[name] === undefined || tableOptions[name]?.holds(kept[name]) === true,
  )

/** A checkpoint says how its source is read on. */
function ofPosition(snapshot: Pick<Snapshot, 'columns'>): TableKnowledge | undefined {
  const [position] = Object.values(positionsOf(snapshot))
  const { schema } = (position?.reading ?? {}) as Partial<KnownTable>
  if (!schema) return undefined
  return {
    columns: schema.columns.map((column) => (column.name === schema.target ? { ...column, ignored: true } : column)),
  }
}
