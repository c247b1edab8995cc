/*
 * IEEE 754 half precision: 1 bit sign, 5 bits exponent, 10 bits fraction. Done on the bits of a float32, as these loops run
 * over all weights of a model.
 */

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** 2^112: the bias of float32's exponent less that of a half. */
const REBIAS = 2 ** 112
const INFINITE = 0x7c00

/** The nearest half, ties to even; beyond 65,504 infinity. */
export function encodeFloat16(value: number): number {
  float[0] = value
  const word = bits[0]!
  const sign = (word >>> 16) & 0x8000
  const magnitude = word & 0x7fffffff
  if (magnitude >= 0x47800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : INFINITE)
  if (magnitude < 0x38800000) {
    // Below 2^-14 halves are whole numbers of 2^-24, as float32s are from 0.5 on: the addition rounds.
    float[0] = Math.abs(float[0]!) + 0.5
    return sign | (bits[0]! - 0x3f000000)
  }
  // Half of what is cut off, and one more where the last bit that stays is odd; a carry goes on into the exponent.
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
}

export function decodeFloat16(half: number): number {
  const magnitude = half & 0x7fff
  const sign = half & 0x8000 ? -1 : 1
  if (magnitude >= INFINITE) return magnitude === INFINITE ? sign * Number.POSITIVE_INFINITY : Number.NaN
  bits[0] = magnitude << 13
  return sign * float[0]! * REBIAS
}
