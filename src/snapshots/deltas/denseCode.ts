import { EddyError } from '../../error.js'
import { BitReader, BitWriter } from './bits.js'
import { canonicalCodes, CODE_BITS_MAX, codeLengths, decodingTable } from './huffman.js'

/*
 * All differences of a column, without loss. A difference d becomes z = 2d or -2d - 1, whose bit length (0 to 32) is
 * written in a Huffman code; its bits below the highest follow as they are.
 *
 *     33 lengths of codes, 4 bits each, filled up to 17 bytes | code, bits, code, bits, ...
 */

const CLASSES = 33
const LENGTHS_BYTES = 17

const zigzag = (d: number): number => (d << 1) ^ (d >> 31)
const unzigzag = (z: number): number => (z >>> 1) ^ -(z & 1)
const bitLength = (z: number): number => 32 - Math.clz32(z)

function classCounts(differences: Int32Array): number[] {
  const counts = new Uint32Array(CLASSES)
  for (let i = 0; i < differences.length; i++) counts[bitLength(zigzag(differences[i]!))]! += 1
  return Array.from(counts)
}

const rawBits = (size: number): number => Math.max(0, size - 1)

export function encodeDense(differences: Int32Array): Uint8Array {
  const counts = classCounts(differences)
  const lengths = codeLengths(counts)
  const bits = counts.reduce((sum, count, size) => sum + count * ((lengths[size] ?? 0) + rawBits(size)), 0)
  const bytes = new Uint8Array(LENGTHS_BYTES + Math.ceil(bits / 8))
  const head = new BitWriter(bytes)
  for (const length of lengths) head.write(length, 4)
  head.flush()
  const codes = canonicalCodes(lengths)
  const writer = new BitWriter(bytes, LENGTHS_BYTES)
  for (let i = 0; i < differences.length; i++) {
    const z = zigzag(differences[i]!)
    const size = bitLength(z)
    writer.write(codes[size]!, lengths[size]!)
    writer.write(z, rawBits(size))
  }
  writer.flush()
  return bytes
}

/** @throws {EddyError} ERR_DELTA if the bytes are not what `encodeDense` makes of `length` differences */
export function decodeDense(bytes: Uint8Array, length: number): Int32Array {
  const head = new BitReader(bytes)
  const lengths = Array.from({ length: CLASSES }, () => head.read(4))
  const table = decodingTable(lengths)
  const reader = new BitReader(bytes, LENGTHS_BYTES)
  const differences = new Int32Array(length)
  for (let i = 0; i < length; i++) {
    const entry = table[reader.peek(CODE_BITS_MAX)]!
    if (entry === 0) throw damaged()
    reader.skip(entry & 15)
    const size = entry >> 4
    const low = reader.read(rawBits(size))
    differences[i] = unzigzag(size === 0 ? 0 : (low | (1 << (size - 1))) >>> 0)
  }
  if (reader.overrun) throw damaged()
  return differences
}

const damaged = (): EddyError => new EddyError('ERR_DELTA', 'a dense delta is damaged or cut off')
