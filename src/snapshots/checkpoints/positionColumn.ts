import { EddyError } from '../../error.js'
import type { SourcePosition } from '../../features/mark.js'
import { checkOption, custom, required } from '../../options.js'
import type { Column } from '../column.js'
import { plainColumns, plainFrom } from '../plainColumns.js'
import type { Snapshot } from '../snapshot.js'
import type { Positions, PositionsState } from './positions.js'

const POSITIONS = 'positions'

const withColumns = custom('a snapshot', (value) => Array.isArray((value as Partial<Snapshot>).columns))

/** How far a learner has come in each of its sources, as a column of a snapshot; none where it knows of no source. */
export function positionColumn(positions: Positions): readonly Column[] {
  const { sources } = positions.state()
  return Object.keys(sources).length === 0 ? [] : plainColumns(POSITIONS, sources)
}

/**
 * How far the learner of a snapshot, or of a checkpoint, had come in each of its sources, by their names. A source goes on
 * from there with `after`. Empty where none is known: only a learner of `openLearner` keeps its place.
 *
 * @throws {EddyError} ERR_OPTION for what is no snapshot, ERR_SNAPSHOT if it isn't what a learner writes
 */
export function positionsOf(snapshot: Pick<Snapshot, 'columns'>): Readonly<Record<string, SourcePosition>> {
  checkOption('positionsOf', 'snapshot', snapshot, required(withColumns))
  const { columns } = snapshot
  const has = (name: string): boolean => columns.some((column) => column.name === name)
  if (has(POSITIONS)) return checked(plainFrom(POSITIONS, columns))
  if (!has('progress')) return {}
  const { positions } = plainFrom('progress', columns) as { readonly positions?: Partial<PositionsState> }
  return checked(positions?.sources)
}

function checked(sources: unknown): Readonly<Record<string, SourcePosition>> {
  if (typeof sources === 'object' && sources !== null && Object.values(sources).every(isPosition)) {
    return sources as Readonly<Record<string, SourcePosition>>
  }
  throw new EddyError('ERR_SNAPSHOT', 'the positions of its sources are not what a learner writes')
}

const isPosition = (position: unknown): position is SourcePosition =>
  typeof position === 'object' && position !== null && Number.isSafeInteger((position as Partial<SourcePosition>).rows)
