import { createHash } from 'node:crypto'
import { EddyError } from '../../error.js'
import { aboutFrom, type SnapshotAbout } from '../about.js'
import { aligned, bodyLength, type Column, columnsOf, encodeBody } from '../column.js'
import { columnList, shapesFrom } from '../columnList.js'
import { crc32 } from '../crc32.js'
import { decodeMetadata, encodeMetadata, METADATA_BYTES_MAX } from '../metadata.js'

/*
 * A checkpoint file, format 1. Little-endian; every column begins at a multiple of 8.
 *
 *   offset  size  field
 *        0     8  magic "EDDYCKPT"
 *        8     4  u32  format version, 1
 *       12     4  u32  crc32 of the whole file, this field taken as 0
 *       16     8  u64  generation: counts up in a folder, across its owners
 *       24     8  u64  length of the whole file in bytes
 *       32     8  u64  epoch: random, one per run of a trainer
 *       40     4  u32  fence: of the owner that wrote it
 *       44     4  u32  metaLength, at most 16 KiB
 *       48     8  u64  when, in milliseconds since 1970
 *       56     8  u64  reserved, 0
 *       64    32       SHA-256 of everything from byte 96 on
 *       96             metadata (MessagePack map: columns, about), zeros up to a multiple of 8, columns
 */

const HEADER_BYTES = 96
const MAGIC = new TextEncoder().encode('EDDYCKPT')
export const CHECKPOINT_FORMAT = 1

export interface Checkpoint {
  readonly generation: number
  readonly fence: number
  readonly epoch: bigint
  /** Milliseconds since 1970. */
  readonly takenAtMs: number
  readonly about: SnapshotAbout
  /** Those of a snapshot with its optimizer, and of `progress`. */
  readonly columns: readonly Column[]
}

export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { generation, fence, epoch, takenAtMs, about, columns } = checkpoint
  const body = encodeBody(columns)
  const meta = encodeMetadata({ columns: columnList(columns), about })
  const start = aligned(HEADER_BYTES + meta.byteLength)
  const bytes = new Uint8Array(start + body.byteLength)
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  view.setUint32(8, CHECKPOINT_FORMAT, true)
  view.setBigUint64(16, BigInt(generation), true)
  view.setBigUint64(24, BigInt(bytes.byteLength), true)
  view.setBigUint64(32, epoch, true)
  view.setUint32(40, fence, true)
  view.setUint32(44, meta.byteLength, true)
  view.setBigUint64(48, BigInt(Math.max(0, Math.trunc(takenAtMs))), true)
  bytes.set(meta, HEADER_BYTES)
  bytes.set(body, start)
  bytes.set(sha256(bytes), 64)
  view.setUint32(12, crc32(bytes), true)
  return bytes
}

/** Whether bytes claim to be a checkpoint. */
export const isCheckpoint = (bytes: Uint8Array): boolean => MAGIC.every((byte, at) => bytes[at] === byte)

/**
 * A checkpoint from bytes that may be damaged.
 *
 * @param options.checked false only in a test that shows what checksum and hash are for
 * @throws {EddyError} ERR_CHECKPOINT; ERR_CHECKPOINT_VERSION for a format of a later version
 */
export function decodeCheckpoint(
  bytes: Uint8Array,
  { checked = true }: { readonly checked?: boolean } = {},
): Checkpoint {
  if (bytes.byteLength < HEADER_BYTES) throw wrong(`has ${bytes.byteLength} bytes, the header alone takes 96`)
  if (!isCheckpoint(bytes)) throw wrong('does not begin with "EDDYCKPT"')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const format = view.getUint32(8, true)
  if (view.getBigUint64(24, true) !== BigInt(bytes.byteLength)) throw wrong('is not as long as it says')
  if (checked && crcOf(bytes) !== view.getUint32(12, true)) throw wrong('has a wrong checksum')
  if (format !== CHECKPOINT_FORMAT) {
    throw new EddyError(
      'ERR_CHECKPOINT_VERSION',
      `the checkpoint has format ${format}, this version of Eddy reads ${CHECKPOINT_FORMAT}: use the version that wrote it, or a later one`,
    )
  }
  if (checked && !sha256(bytes).equals(bytes.subarray(64, 96))) throw wrong('has a wrong hash')
  try {
    return contents(bytes, view)
  } catch (error) {
    throw error instanceof EddyError ? wrong(`holds no columns: ${error.message}`) : error
  }
}

function contents(bytes: Uint8Array, view: DataView): Checkpoint {
  const metaLength = Math.min(view.getUint32(44, true), METADATA_BYTES_MAX)
  const meta = decodeMetadata(bytes.subarray(HEADER_BYTES, HEADER_BYTES + metaLength))
  const shapes = shapesFrom(meta['columns'])
  // A copy begins at a multiple of 8, wherever the file was read to.
  const body = new Uint8Array(bytes.subarray(aligned(HEADER_BYTES + metaLength)))
  if (bodyLength(shapes) !== body.byteLength) throw wrong('has columns that do not fill it')
  return {
    generation: Number(view.getBigUint64(16, true)),
    fence: view.getUint32(40, true),
    epoch: view.getBigUint64(32, true),
    takenAtMs: Number(view.getBigUint64(48, true)),
    about: aboutFrom(meta['about']),
    columns: columnsOf(shapes, body),
  }
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes.subarray(HEADER_BYTES)).digest()

const zeros = new Uint8Array(4)

/** Of the whole file, the checksum itself taken as 0. */
const crcOf = (bytes: Uint8Array): number => crc32(bytes, crc32(zeros, crc32(bytes, 0, 0, 12)), 16)

const wrong = (what: string): EddyError => new EddyError('ERR_CHECKPOINT', `the checkpoint ${what}`)
