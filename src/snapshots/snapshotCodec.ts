import { EddyError } from '../error.js'
import { bodyLength, type Column, type ColumnShape, columnsOf, encodeBody, isColumnType } from './column.js'
import { decodeFrame, encodeFrame, FrameType } from './frame.js'
import type { Snapshot, SnapshotAbout } from './snapshot.js'
import { stateHashOf } from './xxHash32.js'

/** Columns as they stand in metadata. */
export type ColumnList = readonly (readonly [name: string, type: string, length: number])[]

export const columnList = (columns: readonly ColumnShape[]): ColumnList =>
  columns.map(({ name, type, length }) => [name, type, length])

const COLUMNS_MAX = 64

/**
 * Column shapes from metadata that may be hostile.
 *
 * @throws {EddyError} ERR_COLUMN
 */
export function shapesFrom(list: unknown): readonly ColumnShape[] {
  if (!Array.isArray(list) || list.length > COLUMNS_MAX) throw new EddyError('ERR_COLUMN', 'expected a list of columns')
  return list.map((entry: unknown): ColumnShape => {
    const [name, type, length] = Array.isArray(entry) ? (entry as readonly unknown[]) : []
    const whole = typeof length === 'number' && Number.isSafeInteger(length) && length >= 0
    if (typeof name !== 'string' || !isColumnType(type) || !whole) {
      throw new EddyError('ERR_COLUMN', `expected [name, type, length] of a column, got ${JSON.stringify(entry)}`)
    }
    return { name, type, length }
  })
}

/** A snapshot as one FULL frame. */
export function encodeSnapshot({ name, epoch, fence, version, about, columns }: Snapshot): Uint8Array<ArrayBuffer> {
  const body = encodeBody(columns)
  const meta = { model: name, columns: columnList(columns), bytes: body.byteLength, about }
  return encodeFrame({ type: FrameType.FULL, epoch, fence, version, stateHash: stateHashOf(body), meta, body })
}

/** What a peer says about a model, with counts that are numbers. */
export const aboutFrom = (about: unknown): SnapshotAbout => {
  const known = (typeof about === 'object' && about !== null ? about : {}) as Partial<SnapshotAbout>
  const count = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
  return { ...known, samples: count(known.samples), steps: count(known.steps), rejected: count(known.rejected) }
}

/**
 * A snapshot from bytes that may be damaged or hostile.
 *
 * @throws {EddyError} ERR_FRAME_*, ERR_METADATA, ERR_COLUMN, or ERR_STATE_HASH
 */
export function decodeSnapshot(bytes: Uint8Array, limits: { readonly bodyBytes?: number } = {}): Snapshot {
  const { type, meta, body, stateHash, epoch, fence, version } = decodeFrame(bytes, limits)
  if (type !== FrameType.FULL)
    throw new EddyError('ERR_FRAME_MALFORMED', `expected a FULL frame (17), got type ${type}`)
  const shapes = shapesFrom(meta['columns'])
  if (bodyLength(shapes) !== body.byteLength) throw new EddyError('ERR_COLUMN', 'the columns do not fill the body')
  if (stateHashOf(body) !== stateHash) throw new EddyError('ERR_STATE_HASH', 'the hash of the state is wrong')
  const columns: readonly Column[] = columnsOf(shapes, body)
  const name = typeof meta['model'] === 'string' ? meta['model'] : 'model'
  return { name, epoch, fence, version, about: aboutFrom(meta['about']), columns }
}
