import { EddyError } from '../../error.js'
import { aligned, columnBytes, type ColumnShape } from '../column.js'
import type { ColumnDelta, Delta } from './delta.js'
import { decodeDense, encodeDense } from './denseCode.js'
import { decodeSparse, encodeSparse } from './sparseCode.js'

/*
 * The body of a DELTA frame:
 *
 *     u32 columns | u32 encoding, u32 bytes, for each column | zeros up to a multiple of 8
 *     payload of each column, filled up with zeros to a multiple of 8
 */

/** How a column of a delta is written. The last two are lossy, see shadow.ts. */
export const Encoding = { SAME: 0, REPLACED: 1, SPARSE: 2, DENSE: 3, FLOAT16: 4, INT8: 5 } as const

export interface Payload {
  readonly encoding: number
  readonly bytes: Uint8Array
}

const nothing = new Uint8Array(0)

/** The cheapest way to write a column, by size. */
function payloadOf(delta: ColumnDelta, whole: number): Payload {
  if (delta.kind === 'same') return { encoding: Encoding.SAME, bytes: nothing }
  if (delta.kind === 'replaced') {
    const { buffer, byteOffset, byteLength } = delta.words
    return { encoding: Encoding.REPLACED, bytes: new Uint8Array(buffer, byteOffset, byteLength) }
  }
  const dense = { encoding: Encoding.DENSE, bytes: encodeDense(spread(delta, whole / 4)) }
  if (delta.kind === 'dense') return dense
  const sparse = { encoding: Encoding.SPARSE, bytes: encodeSparse(delta.indices, delta.differences) }
  return sparse.bytes.byteLength <= dense.bytes.byteLength ? sparse : dense
}

function spread(delta: Extract<ColumnDelta, { readonly differences: Int32Array }>, words: number): Int32Array {
  if (delta.kind === 'dense') return delta.differences
  const differences = new Int32Array(words)
  delta.indices.forEach((index, i) => {
    differences[index] = delta.differences[i] ?? 0
  })
  return differences
}

/** A delta as the body of a frame. */
export const encodeDelta = ({ shapes, columns }: Delta): Uint8Array =>
  encodePayloads(columns.map((column, index) => payloadOf(column, columnBytes(shapes[index] as ColumnShape))))

export function encodePayloads(payloads: readonly Payload[]): Uint8Array {
  const start = aligned(4 + 8 * payloads.length)
  const bytes = new Uint8Array(payloads.reduce((sum, payload) => sum + aligned(payload.bytes.byteLength), start))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, payloads.length, true)
  let at = start
  payloads.forEach((payload, index) => {
    view.setUint32(4 + 8 * index, payload.encoding, true)
    view.setUint32(8 + 8 * index, payload.bytes.byteLength, true)
    bytes.set(payload.bytes, at)
    at += aligned(payload.bytes.byteLength)
  })
  return bytes
}

/** @throws {EddyError} ERR_DELTA if the bytes are not one payload for each column */
export function decodePayloads(bytes: Uint8Array, columns: number): readonly Payload[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = aligned(4 + 8 * columns)
  if (bytes.byteLength < start || view.getUint32(0, true) !== columns) throw damaged()
  let at = start
  const payloads = Array.from({ length: columns }, (_, index): Payload => {
    const length = view.getUint32(8 + 8 * index, true)
    const from = at
    at += aligned(length)
    if (at > bytes.byteLength) throw damaged()
    return { encoding: view.getUint32(4 + 8 * index, true), bytes: bytes.subarray(from, from + length) }
  })
  if (at !== bytes.byteLength) throw damaged()
  return payloads
}

/**
 * A delta from the body of a frame that may be hostile.
 *
 * @throws {EddyError} ERR_DELTA
 */
export function decodeDelta(bytes: Uint8Array, shapes: readonly ColumnShape[]): Delta {
  const columns = decodePayloads(bytes, shapes.length).map((payload, index) =>
    columnFrom(payload, columnBytes(shapes[index] as ColumnShape) / 4),
  )
  return { shapes, columns }
}

export function columnFrom({ encoding, bytes }: Payload, words: number): ColumnDelta {
  if (encoding === Encoding.SAME && bytes.byteLength === 0) return { kind: 'same' }
  if (encoding === Encoding.REPLACED && bytes.byteLength === words * 4) {
    return { kind: 'replaced', words: new Int32Array(Uint8Array.from(bytes).buffer) }
  }
  if (encoding === Encoding.SPARSE) return { kind: 'sparse', ...decodeSparse(bytes, words) }
  if (encoding === Encoding.DENSE) return { kind: 'dense', differences: decodeDense(bytes, words) }
  throw new EddyError('ERR_DELTA', `the delta has a column in the encoding ${encoding}, ${bytes.byteLength} bytes long`)
}

const damaged = (): EddyError => new EddyError('ERR_DELTA', 'the delta is damaged or cut off')
