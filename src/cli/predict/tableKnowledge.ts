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
