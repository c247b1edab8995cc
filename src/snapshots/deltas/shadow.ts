import { EddyError } from '../../error.js'
import { columnBytes, type ColumnShape, columnsOf } from '../column.js'
import { applyDelta, type ColumnDelta, diff } from './delta.js'
import { columnFrom, decodePayloads, Encoding, encodeDelta, encodePayloads, type Payload } from './deltaCodec.js'
import { decodeFloat16, encodeFloat16 } from './float16.js'

/*
 * Lossy deltas. The server keeps a shadow: exactly what lossy subscribers hold. It sends Q(state - shadow) of the
 * parameters, and adds the same to the shadow, so an error made once is part of the next difference and doesn't
 * accumulate (error feedback: Karimireddy et al., ICML 2019). Every other column travels without loss.
 *
 *   FLOAT16   f32 scale, a power of two | one half-precision number per parameter, times scale
 *   INT8      per block of 256: f32 scale | 256 signed bytes, times scale
 */

export type LossyEncoding = typeof Encoding.FLOAT16 | typeof Encoding.INT8

const BLOCK = 256

export interface State {
  readonly shapes: readonly ColumnShape[]
  readonly body: Uint8Array
}

/**
 * What to send to holders of the shadow.
 *
 * @returns the body of a DELTA frame with FLAG_LOSSY, the shadow after it, and the largest error left, in units of a
 *   parameter: for INT8 at most half of the largest scale
 */
export function encodeLossy(
  shadow: State,
  next: State,
  encoding: LossyEncoding,
): { readonly body: Uint8Array; readonly shadow: Uint8Array } {
  const exact = decodePayloads(encodeDelta(diff(shadow, next)), next.shapes.length)
  const [before, after] = [columnsOf(shadow.shapes, shadow.body), columnsOf(next.shapes, next.body)]
  const payloads = exact.map((payload, index): Payload => {
    const [from, to] = [before[index]?.values, after[index]?.values]
    const lossless = payload.encoding === Encoding.SAME || payload.encoding === Encoding.REPLACED
    if (lossless || next.shapes[index]?.name !== 'parameters') return payload
    if (!(from instanceof Float32Array && to instanceof Float32Array)) return payload
    // No scale leads there or back.
    if (!allFinite(from, to)) return payload
    const bytes = encoding === Encoding.INT8 ? toInt8(from, to) : toFloat16(from, to)
    return bytes.byteLength < payload.bytes.byteLength ? { encoding, bytes } : payload
  })
  const body = encodePayloads(payloads)
  return { body, shadow: applyLossy(shadow, body, next.shapes) }
}

/**
 * Applies a lossy delta; sums are rounded to float32, so every holder gets the same bits.
 *
 * @throws {EddyError} ERR_DELTA if it doesn't fit
 */
export function applyLossy(base: State, bytes: Uint8Array, shapes: readonly ColumnShape[]): Uint8Array {
  const payloads = decodePayloads(bytes, shapes.length)
  const columns = payloads.map((payload, index): ColumnDelta => {
    const words = columnBytes(shapes[index] as ColumnShape) / 4
    const lossy = payload.encoding === Encoding.INT8 || payload.encoding === Encoding.FLOAT16
    return lossy ? { kind: 'same' } : columnFrom(payload, words)
  })
  const body = applyDelta(base, { shapes, columns })
  columnsOf(shapes, body).forEach(({ values }, index) => {
    const payload = payloads[index]
    if (payload?.encoding !== Encoding.INT8 && payload?.encoding !== Encoding.FLOAT16) return
    if (!(values instanceof Float32Array)) throw damaged()
    if (payload.encoding === Encoding.INT8) addInt8(values, payload.bytes)
    else addFloat16(values, payload.bytes)
  })
  return body
}

function allFinite(from: Float32Array, to: Float32Array): boolean {
  for (let i = 0; i < to.length; i++) if (!Number.isFinite(Math.fround(to[i]! - from[i]!))) return false
  return true
}

const int8Bytes = (length: number): number => length + 4 * Math.ceil(length / BLOCK)

function toInt8(from: Float32Array, to: Float32Array): Uint8Array {
  const bytes = new Uint8Array(int8Bytes(to.length))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (let start = 0; start < to.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, to.length)
    let largest = 0
    for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(to[i]! - from[i]!))
    const scale = Math.fround(largest / 127)
    view.setFloat32(at, scale, true)
    at += 4
    for (let i = start; i < end; i++, at++) {
      const steps = scale > 0 ? Math.round((to[i]! - from[i]!) / scale) : 0
      view.setInt8(at, Math.max(-127, Math.min(127, steps)))
    }
  }
  return bytes
}

function addInt8(values: Float32Array, bytes: Uint8Array): void {
  if (bytes.byteLength !== int8Bytes(values.length)) throw damaged()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  let scale = 0
  for (let i = 0; i < values.length; i++, at++) {
    if (i % BLOCK === 0) {
      scale = view.getFloat32(at, true)
      at += 4
    }
    values[i] = values[i]! + Math.fround(view.getInt8(at) * scale)
  }
}

function toFloat16(from: Float32Array, to: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 + 2 * to.length)
  const view = new DataView(bytes.buffer)
  let largest = 0
  for (let i = 0; i < to.length; i++) largest = Math.max(largest, Math.abs(to[i]! - from[i]!))
  const scale = largest > 0 ? 2 ** Math.max(-126, exponentAbove(largest) - 15) : 1
  view.setFloat32(0, scale, true)
  const perScale = 1 / scale
  for (let i = 0; i < to.length; i++) view.setUint16(4 + 2 * i, encodeFloat16((to[i]! - from[i]!) * perScale), true)
  return bytes
}

/** The smallest n with value <= 2^n, from the bits: Math.log2 differs between engines. */
function exponentAbove(value: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const high = view.getUint32(0)
  const fraction = (high & 0xfffff) | view.getUint32(4)
  return (high >>> 20) - 1023 + (fraction === 0 ? 0 : 1)
}

function addFloat16(values: Float32Array, bytes: Uint8Array): void {
  if (bytes.byteLength !== 4 + 2 * values.length) throw damaged()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const scale = view.getFloat32(0, true)
  for (let i = 0; i < values.length; i++) {
    values[i] = values[i]! + Math.fround(decodeFloat16(view.getUint16(4 + 2 * i, true)) * scale)
  }
}

const damaged = (): EddyError => new EddyError('ERR_DELTA', 'a lossy delta does not fit the parameters')
