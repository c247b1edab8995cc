import { columnBytes, type ColumnShape } from '../column.js'

/*
 * Deltas see a column as 32-bit words. The words of f32 columns are taken in the order of the numbers they stand for, so
 * that two floats close to each other have words close to each other; the map is its own inverse, and exact.
 * A difference of words is taken modulo 2^32, so differences add up: that is what makes deltas mergeable.
 */

/** Float bits to a number in the order of the floats, and back: -0 comes right before 0. */
export const ordered = (bits: number): number => bits ^ ((bits >> 31) & 0x7fffffff)

/** The words of each column of a state; views. */
export function wordsOf(shapes: readonly ColumnShape[], body: Uint8Array): readonly Int32Array[] {
  let at = body.byteOffset
  return shapes.map((shape) => {
    const bytes = columnBytes(shape)
    const words = new Int32Array(body.buffer as ArrayBuffer, at, bytes / 4)
    at += bytes
    return words
  })
}

/** next - base, word by word, modulo 2^32. */
export function difference(base: Int32Array, next: Int32Array, float: boolean): Int32Array {
  const result = new Int32Array(next.length)
  if (float) for (let i = 0; i < result.length; i++) result[i] = ordered(next[i]!) - ordered(base[i]!)
  else for (let i = 0; i < result.length; i++) result[i] = next[i]! - base[i]!
  return result
}

/** Adds a difference to words in place. */
export function addDifference(words: Int32Array, at: number, delta: number, float: boolean): void {
  words[at] = float ? ordered((ordered(words[at]!) + delta) | 0) : words[at]! + delta
}
