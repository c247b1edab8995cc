import { EddyError } from '../error.js'
import { checkOption, checkOptions, custom, required, type TableOf, wholeNumber } from '../options.js'
import { aboutFrom } from './about.js'
import { bodyLength, type Column, columnsOf, encodeBody } from './column.js'
import { columnList, shapesFrom } from './columnList.js'
import { decodeFrame, encodeFrame, FrameType } from './frame.js'
import { aSnapshot, type Snapshot } from './snapshot.js'
import { stateHashOf } from './xxHash32.js'

/** A snapshot as one FULL frame. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  checkOption('encodeSnapshot', 'snapshot', snapshot, required(aSnapshot))
  const { name, epoch, fence, version, about, columns } = snapshot
  const body = encodeBody(columns)
  const meta = { model: name, columns: columnList(columns), bytes: body.byteLength, about }
  return encodeFrame({ type: FrameType.FULL, epoch, fence, version, stateHash: stateHashOf(body), meta, body })
}

export interface DecodeLimits {
  /** Bytes that the columns may take; default 16 MiB. */
  readonly bodyBytes?: number
}

const table: TableOf<DecodeLimits> = { bodyBytes: wholeNumber({ from: 0 }) }

const someBytes = custom('a Uint8Array', (value) => value instanceof Uint8Array)

/**
 * A snapshot from bytes that may be damaged or hostile.
 *
 * @throws {EddyError} ERR_FRAME_*, ERR_METADATA, ERR_COLUMN, or ERR_STATE_HASH
 */
export function decodeSnapshot(bytes: Uint8Array, limits: DecodeLimits = {}): Snapshot {
  checkOption('decodeSnapshot', 'bytes', bytes, required(someBytes))
  checkOptions('decodeSnapshot', limits, table)
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
