/** Eight tables, so that eight bytes go at once ("slicing by 8", Kounavis & Berry 2005). */
const tables = makeTables()

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    made[byte] = crc
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256]!
    made[at] = (before >>> 8) ^ made[before & 255]!
  }
  return made
}

/**
 * CRC-32 of ISO 3309, as in zip and PNG.
 *
 * @param before the CRC of the bytes that came before these; 0 at the start
 * @param from of the bytes from here, up to `to`
 * @returns an unsigned 32-bit number
 */
export function crc32(bytes: Uint8Array, before = 0, from = 0, to: number = bytes.byteLength): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let crc = ~before
  let at = from
  for (; at + 8 <= to; at += 8) {
    const low = crc ^ view.getInt32(at, true)
    const high = view.getInt32(at + 4, true)
    crc =
      tables[1792 + (low & 255)]! ^
      tables[1536 + ((low >>> 8) & 255)]! ^
      tables[1280 + ((low >>> 16) & 255)]! ^
      tables[1024 + (low >>> 24)]! ^
      tables[768 + (high & 255)]! ^
      tables[512 + ((high >>> 8) & 255)]! ^
      tables[256 + ((high >>> 16) & 255)]! ^
      tables[high >>> 24]!
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ tables[(crc ^ bytes[at]!) & 255]!
  return ~crc >>> 0
}
