import { EddyError } from '../../error.js'

/*
 * Some differences of a column, without loss:
 *
 *     u32 count | gaps between the indices, 7 bits a byte, the highest bit set where more follow | i32 differences
 */

export function encodeSparse(indices: Uint32Array, differences: Int32Array): Uint8Array {
  const gaps: number[] = []
  let last = -1
  for (const index of indices) {
    let gap = index - last - 1
    last = index
    while (gap >= 128) {
      gaps.push((gap & 127) | 128)
      gap >>>= 7
    }
    gaps.push(gap)
  }
  const bytes = new Uint8Array(4 + gaps.length + 4 * differences.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, indices.length, true)
  bytes.set(gaps, 4)
  differences.forEach((difference, i) => {
    view.setInt32(4 + gaps.length + 4 * i, difference, true)
  })
  return bytes
}

/** @throws {EddyError} ERR_DELTA if the bytes are cut off, or an index is not below `length` */
export function decodeSparse(
  bytes: Uint8Array,
  length: number,
): { readonly indices: Uint32Array; readonly differences: Int32Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.byteLength < 4 || view.getUint32(0, true) * 5 > bytes.byteLength - 4) throw damaged()
  const indices = new Uint32Array(view.getUint32(0, true))
  let at = 4
  let last = -1
  for (let i = 0; i < indices.length; i++) {
    let gap = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]
      if (byte === undefined || shift > 28) throw damaged()
      gap += (byte & 127) * 2 ** shift
      if (byte < 128) break
    }
    last += gap + 1
    if (last >= length) throw damaged()
    indices[i] = last
  }
  if (at + 4 * indices.length !== bytes.byteLength) throw damaged()
  return { indices, differences: Int32Array.from(indices, (_, i) => view.getInt32(at + 4 * i, true)) }
}

const damaged = (): EddyError => new EddyError('ERR_DELTA', 'a sparse delta is damaged or cut off')
