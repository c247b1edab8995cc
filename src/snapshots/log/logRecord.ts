import { EddyError } from '../../error.js'
import { aligned } from '../column.js'
import { crc32 } from '../crc32.js'

/*
 * A segment of a log of pushed samples, format 1. Little-endian. A header, then records as they came.
 *
 *   offset  size  field
 *        0     8  magic "EDDYSLOG"
 *        8     4  u32  format version, 1
 *       12     4  u32  crc32 of the header, this field taken as 0
 *       16     8  u64  number that the first sample of the segment will have, or a larger one
 *       24     8  u64  number of the last sample that was whole when the segment was begun
 *       32        records, each:
 *        0     4  u32  length of the payload
 *        4     4  u32  crc32 of the record, this field taken as 0
 *        8     8  u64  number of its first sample
 *       16     4  u32  how many samples
 *       20     4  u32  reserved, 0
 *       24             payload, zeros up to a multiple of 8
 */

export const SEGMENT_HEADER_BYTES = 32
const RECORD_HEADER_BYTES = 24
const MAGIC = new TextEncoder().encode('EDDYSLOG')
export const LOG_FORMAT = 1

export interface LogRecord {
  /** Of its first sample; samples are numbered from 1. */
  readonly number: number
  readonly count: number
  readonly payload: Uint8Array
}

export interface SegmentHeader {
  readonly first: number
  /** How far the log was whole before. */
  readonly whole: number
}

export function encodeSegmentHeader({ first, whole }: SegmentHeader): Uint8Array {
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  view.setUint32(8, LOG_FORMAT, true)
  view.setBigUint64(16, BigInt(first), true)
  view.setBigUint64(24, BigInt(whole), true)
  view.setUint32(12, crc32(bytes), true)
  return bytes
}

/** @throws {EddyError} ERR_LOG, ERR_LOG_VERSION */
export function decodeSegmentHeader(bytes: Uint8Array): SegmentHeader {
  const header = Uint8Array.from(bytes.subarray(0, SEGMENT_HEADER_BYTES))
  if (header.byteLength < SEGMENT_HEADER_BYTES || !MAGIC.every((byte, at) => header[at] === byte)) {
    throw new EddyError('ERR_LOG', 'the segment does not begin with "EDDYSLOG"')
  }
  const view = new DataView(header.buffer)
  const [format, crc] = [view.getUint32(8, true), view.getUint32(12, true)]
  view.setUint32(12, 0, true)
  if (crc32(header) !== crc) throw new EddyError('ERR_LOG', 'the header of the segment has a wrong checksum')
  if (format !== LOG_FORMAT) {
    throw new EddyError('ERR_LOG_VERSION', `the segment has format ${format}, this version of Eddy reads ${LOG_FORMAT}`)
  }
  return { first: Number(view.getBigUint64(16, true)), whole: Number(view.getBigUint64(24, true)) }
}

export function encodeRecord({ number, count, payload }: LogRecord): Uint8Array {
  const bytes = new Uint8Array(aligned(RECORD_HEADER_BYTES + payload.byteLength))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, payload.byteLength, true)
  view.setBigUint64(8, BigInt(number), true)
  view.setUint32(16, count, true)
  bytes.set(payload, RECORD_HEADER_BYTES)
  view.setUint32(4, crc32(bytes), true)
  return bytes
}

/** The whole records of a segment, up to the first that isn't: what a crash left half written ends it. */
export function* recordsIn(segment: Uint8Array): Iterable<LogRecord> {
  let at = SEGMENT_HEADER_BYTES
  for (;;) {
    const record = recordAt(segment, at)
    if (!record) return
    yield record
    at += aligned(RECORD_HEADER_BYTES + record.payload.byteLength)
  }
}

const zeros = new Uint8Array(4)

function recordAt(segment: Uint8Array, at: number): LogRecord | undefined {
  if (at + RECORD_HEADER_BYTES > segment.byteLength) return undefined
  const view = new DataView(segment.buffer, segment.byteOffset + at, segment.byteLength - at)
  const length = view.getUint32(0, true)
  const end = at + aligned(RECORD_HEADER_BYTES + length)
  if (end > segment.byteLength) return undefined
  const crc = crc32(segment, crc32(zeros, crc32(segment, 0, at, at + 4)), at + 8, end)
  if (crc !== view.getUint32(4, true)) return undefined
  const payload = segment.slice(at + RECORD_HEADER_BYTES, at + RECORD_HEADER_BYTES + length)
  return { number: Number(view.getBigUint64(8, true)), count: view.getUint32(16, true), payload }
}
