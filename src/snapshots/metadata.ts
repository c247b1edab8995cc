import { EddyError } from '../error.js'
import { Packr } from './messagePack/packr.js'

/*
 * Metadata is one MessagePack map, readable by every MessagePack library: no extensions, no records, and of binary
 * only Uint8Array. Bytes from outside are scanned before anything is made of them, so that a kilobyte can't become
 * a thousand containers, and no extension decodes.
 */

/** JSON, and bytes. Whole numbers up to 2^53. */
export type Metadata = Readonly<Record<string, unknown>>

export const METADATA_BYTES_MAX = 16_384
const DEPTH_MAX = 8
const CONTAINERS_MAX = 256

const packr = new Packr({
  useRecords: false,
  moreTypes: false,
  structuredClone: false,
  variableMapSize: true,
  int64AsType: 'number',
  copyBuffers: true,
})

/**
 * Encodes a map.
 *
 * @throws {EddyError} ERR_METADATA for a typed array other than Uint8Array (msgpackr would write memory that isn't its
 *   own), a function, a symbol, a bigint, or more than 16 KiB or 256 containers: what nobody would decode
 */
export function encodeMetadata(metadata: Metadata): Uint8Array {
  check(metadata, 0, { containers: 0 })
  const packed = packr.pack(metadata)
  if (packed.byteLength > METADATA_BYTES_MAX) {
    throw new EddyError(
      'ERR_METADATA',
      `metadata may take ${METADATA_BYTES_MAX} bytes, this takes ${packed.byteLength}; put long vectors into columns`,
    )
  }
  // A copy: pack() gives a view of a pool that holds other messages.
  return Uint8Array.from(packed)
}

function check(value: unknown, depth: number, seen: { containers: number }): void {
  if (depth > DEPTH_MAX) throw new EddyError('ERR_METADATA', `metadata may nest ${DEPTH_MAX} deep`)
  if (value === null || value === undefined || ['string', 'number', 'boolean'].includes(typeof value)) return
  if (value instanceof Uint8Array) return
  const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  if (typeof value !== 'object' || ArrayBuffer.isView(value) || !plain) {
    throw new EddyError('ERR_METADATA', `metadata holds plain JSON and Uint8Array, got ${kindOf(value)}`)
  }
  seen.containers += 1
  if (seen.containers > CONTAINERS_MAX) {
    throw new EddyError(
      'ERR_METADATA',
      `metadata may hold ${CONTAINERS_MAX} lists and maps; put long ones into columns`,
    )
  }
  for (const inner of Object.values(value)) check(inner, depth + 1, seen)
}

const kindOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? `a ${value.constructor?.name ?? 'object'}` : `a ${typeof value}`

/**
 * Decodes bytes that may be hostile.
 *
 * @throws {EddyError} ERR_METADATA unless they are exactly one map within the limits
 */
export function decodeMetadata(bytes: Uint8Array): Metadata {
  if (bytes.byteLength > METADATA_BYTES_MAX)
    throw wrong(`has ${bytes.byteLength} bytes of at most ${METADATA_BYTES_MAX}`)
  const first = bytes[0] ?? 0
  if (!((first & 0xf0) === 0x80 || first === 0xde || first === 0xdf)) throw wrong('is not a map')
  scan(bytes)
  try {
    return packr.unpack(bytes) as Metadata
  } catch {
    throw wrong('does not decode')
  }
}

const wrong = (what: string): EddyError => new EddyError('ERR_METADATA', `the metadata ${what}`)

/** Walks over the values without making any; `remaining` holds how many are still to come at each depth. */
function scan(bytes: Uint8Array): void {
  const remaining = [1]
  let containers = 0
  let at = 0
  while (remaining.length > 0) {
    const left = remaining[remaining.length - 1] ?? 0
    if (left === 0) {
      remaining.pop()
      continue
    }
    remaining[remaining.length - 1] = left - 1
    if (at >= bytes.byteLength) throw wrong('is cut off')
    const { next, inner } = head(bytes, at)
    at = next
    if (at > bytes.byteLength) throw wrong('is cut off')
    if (inner === undefined) continue
    containers += 1
    if (containers > CONTAINERS_MAX) throw wrong(`has more than ${CONTAINERS_MAX} containers`)
    if (inner > bytes.byteLength) throw wrong('is cut off')
    remaining.push(inner)
    if (remaining.length > DEPTH_MAX + 2) throw wrong(`nests deeper than ${DEPTH_MAX}`)
  }
  if (at !== bytes.byteLength) throw wrong(`ends at byte ${at} of ${bytes.byteLength}`)
}

interface Head {
  /** Where the next value begins. */
  readonly next: number
  /** Values inside, for a container: a map of n has 2n. */
  readonly inner?: number
}

function head(bytes: Uint8Array, at: number): Head {
  const code = bytes[at] ?? 0
  if (code < 0x80 || code >= 0xe0) return { next: at + 1 }
  if (code < 0x90) return { next: at + 1, inner: 2 * (code & 15) }
  if (code < 0xa0) return { next: at + 1, inner: code & 15 }
  if (code < 0xc0) return { next: at + 1 + (code & 31) }
  if (code === 0xc0 || code === 0xc2 || code === 0xc3) return { next: at + 1 }
  if (code >= 0xc4 && code <= 0xc6) return sized(bytes, at, 1 << (code - 0xc4))
  if (code >= 0xca && code <= 0xcb) return { next: at + 5 + 4 * (code - 0xca) }
  if (code >= 0xcc && code <= 0xcf) return { next: at + 1 + (1 << (code - 0xcc)) }
  if (code >= 0xd0 && code <= 0xd3) return { next: at + 1 + (1 << (code - 0xd0)) }
  if (code >= 0xd9 && code <= 0xdb) return sized(bytes, at, 1 << (code - 0xd9))
  if (code >= 0xdc) {
    const width = code % 2 === 0 ? 2 : 4
    const count = length(bytes, at + 1, width)
    return { next: at + 1 + width, inner: code >= 0xde ? 2 * count : count }
  }
  throw wrong(`holds the type 0x${code.toString(16)}, an extension or unknown`)
}

const sized = (bytes: Uint8Array, at: number, width: number): Head => ({
  next: at + 1 + width + length(bytes, at + 1, width),
})

function length(bytes: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let byte = 0; byte < width; byte++) value = value * 256 + (bytes[at + byte] ?? 0)
  return value
}
