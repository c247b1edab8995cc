import { EddyError } from '../error.js'
import { aligned } from './column.js'
import { crc32 } from './crc32.js'
import { decodeMetadata, encodeMetadata, type Metadata, METADATA_BYTES_MAX } from './metadata.js'

/*
 * A frame: what travels over a socket, and what lies in a file. Little-endian; the body begins at a multiple of 8.
 *
 *   offset  size  field
 *        0     4  magic "EDDY"
 *        4     1  u8   protocol, 1
 *        5     1  u8   type, see FrameType
 *        6     2  u16  flags: unknown ones in the low byte are ignored, in the high byte they refuse the frame
 *        8     8  u64  epoch: random, one per run of a trainer
 *       16     8  u64  version: counts publications within an epoch
 *       24     8  u64  baseVersion: the version a delta starts from, else 0
 *       32     4  u32  fence: of two trainers the one with the larger fence counts
 *       36     4  u32  metaLength, at most 16 KiB
 *       40     4  u32  bodyLength
 *       44     4  u32  crc32 of the whole frame, this field taken as 0
 *       48     2  u16  chunk
 *       50     2  u16  chunks: a long transfer is cut into several frames
 *       52     4  u32  reserved, 0
 *       56     8  u64  stateHash: of the state after the transfer is applied
 *       64        metadata (MessagePack map), zeros up to a multiple of 8, body
 */

export const HEADER_BYTES = 64
export const PROTOCOL = 1
const MAGIC = 0x59444445

export const FrameType = {
  HELLO: 1,
  ACK: 2,
  RESYNC: 3,
  SAMPLES: 4,
  PING: 5,
  WELCOME: 16,
  FULL: 17,
  DELTA: 18,
  LATEST: 19,
  SAMPLE_ACK: 20,
  FLOW: 21,
  BYE: 22,
  PONG: 23,
} as const

/** The body is a delta against the shadow of lossy subscribers. */
export const FLAG_LOSSY = 0x0100
const KNOWN_CRITICAL = FLAG_LOSSY

export interface FrameHeader {
  readonly type: number
  readonly flags: number
  readonly epoch: bigint
  /** A safe integer. */
  readonly version: number
  readonly baseVersion: number
  readonly fence: number
  readonly chunk: number
  readonly chunks: number
  readonly stateHash: bigint
}

export interface Frame extends FrameHeader {
  readonly meta: Metadata
  /** Begins at a multiple of 8. */
  readonly body: Uint8Array
}

export interface FrameLimits {
  /** Bytes a body may have; default 16 MiB. */
  readonly bodyBytes?: number
  /** Decodes the metadata; default `decodeMetadata`. */
  readonly metadata?: (bytes: Uint8Array) => Metadata
}

const empty = new Uint8Array(0)

/** A frame as bytes of its own. What is left out is 0, or one chunk of one. */
export function encodeFrame(frame: Partial<Frame> & { readonly type: number }): Uint8Array {
  const meta = encodeMetadata(frame.meta ?? {})
  const body = frame.body ?? empty
  const start = aligned(HEADER_BYTES + meta.byteLength)
  const bytes = new Uint8Array(start + body.byteLength)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint8(4, PROTOCOL)
  view.setUint8(5, frame.type)
  view.setUint16(6, frame.flags ?? 0, true)
  view.setBigUint64(8, frame.epoch ?? 0n, true)
  view.setBigUint64(16, BigInt(frame.version ?? 0), true)
  view.setBigUint64(24, BigInt(frame.baseVersion ?? 0), true)
  view.setUint32(32, frame.fence ?? 0, true)
  view.setUint32(36, meta.byteLength, true)
  view.setUint32(40, body.byteLength, true)
  view.setUint16(48, frame.chunk ?? 0, true)
  view.setUint16(50, frame.chunks ?? 1, true)
  view.setBigUint64(56, frame.stateHash ?? 0n, true)
  bytes.set(meta, HEADER_BYTES)
  bytes.set(body, start)
  view.setUint32(44, crc32(bytes), true)
  return bytes
}

/**
 * A frame from bytes that may be hostile. The body is a view of `bytes` where those begin at a multiple of 8, else a copy.
 *
 * @throws {EddyError} ERR_FRAME_MALFORMED, ERR_FRAME_VERSION (another protocol, or an unknown critical flag),
 *   ERR_FRAME_TOO_BIG, ERR_FRAME_CUT (shorter than a header), ERR_FRAME_CRC, ERR_METADATA
 */
export function decodeFrame(
  bytes: Uint8Array,
  { bodyBytes = 1 << 24, metadata = decodeMetadata }: FrameLimits = {},
): Frame {
  if (bytes.byteLength < HEADER_BYTES)
    throw new EddyError('ERR_FRAME_CUT', `the frame has ${bytes.byteLength} bytes, the header alone takes 64`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // Before anything it says is believed: what was damaged on the way must not look like malice, or like another protocol.
  if (crcOf(bytes) !== view.getUint32(44, true))
    throw new EddyError('ERR_FRAME_CRC', 'the checksum of the frame is wrong: damaged, or cut')
  if (view.getUint32(0, true) !== MAGIC) throw malformed('does not begin with "EDDY"')
  const metaLength = view.getUint32(36, true)
  const bodyLength = view.getUint32(40, true)
  checkSupported(view.getUint8(4), view.getUint16(6, true))
  if (metaLength > METADATA_BYTES_MAX || bodyLength > bodyBytes) {
    throw new EddyError(
      'ERR_FRAME_TOO_BIG',
      `the frame announces ${metaLength} bytes of metadata and ${bodyLength} of body; at most ${METADATA_BYTES_MAX} and ${bodyBytes} are taken`,
    )
  }
  const start = aligned(HEADER_BYTES + metaLength)
  if (bytes.byteLength !== start + bodyLength)
    throw malformed(`has ${bytes.byteLength} bytes and announces ${start + bodyLength}`)
  const meta = metadata(new Uint8Array(bytes.buffer, bytes.byteOffset + HEADER_BYTES, metaLength))
  return frameOf(view, meta, bodyLength === 0 ? empty : alignedBody(bytes, start))
}

function alignedBody(bytes: Uint8Array, start: number): Uint8Array {
  const body = bytes.subarray(start)
  return body.byteOffset % 8 === 0 ? body : Uint8Array.from(body)
}

const malformed = (what: string): EddyError => new EddyError('ERR_FRAME_MALFORMED', `the frame ${what}`)

function checkSupported(protocol: number, flags: number): void {
  if (protocol !== PROTOCOL) {
    throw new EddyError('ERR_FRAME_VERSION', `the frame speaks protocol ${protocol}, this is protocol ${PROTOCOL}`)
  }
  const unknown = flags & 0xff00 & ~KNOWN_CRITICAL
  if (unknown !== 0) {
    throw new EddyError('ERR_FRAME_VERSION', `the frame has the critical flag 0x${unknown.toString(16)}, unknown here`)
  }
}

const zeros = new Uint8Array(4)

/** Of the whole frame, the checksum itself taken as 0. */
const crcOf = (bytes: Uint8Array): number => crc32(bytes, crc32(zeros, crc32(bytes, 0, 0, 44)), 48)

/** One literal: a server decodes an acknowledgement for each subscriber and version, and a spread takes longer than the rest. */
function frameOf(view: DataView, meta: Metadata, body: Uint8Array): Frame {
  const [chunk, chunks] = [view.getUint16(48, true), view.getUint16(50, true)]
  if (view.getUint32(52, true) !== 0 || chunk >= chunks) throw malformed('has an impossible header')
  return {
    type: view.getUint8(5),
    flags: view.getUint16(6, true),
    epoch: view.getBigUint64(8, true),
    version: safeInteger(view, 16),
    baseVersion: safeInteger(view, 24),
    fence: view.getUint32(32, true),
    chunk,
    chunks,
    stateHash: view.getBigUint64(56, true),
    meta,
    body,
  }
}

function safeInteger(view: DataView, at: number): number {
  const high = view.getUint32(at + 4, true)
  if (high >= 0x200000) throw malformed('has a version of 2^53 or more')
  return high * 2 ** 32 + view.getUint32(at, true)
}
