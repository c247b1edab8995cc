/* IEEE 754 half precision: 1 bit sign, 5 bits exponent, 10 bits fraction. */

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** The nearest half, ties to even; beyond 65,504 infinity. */
export function encodeFloat16(value: number): number {
  float[0] = value
  const word = bits[0] ?? 0
  const sign = (word >>> 16) & 0x8000
  const magnitude = Math.abs(float[0] ?? 0)
  if (Number.isNaN(value)) return sign | 0x7e00
  if (magnitude >= 65520) return sign | 0x7c00
  // Below 2^-14 halves are whole numbers of 2^-24.
  if (magnitude < 2 ** -14) return sign | toEven(magnitude * 2 ** 24)
  const exponent = ((word >>> 23) & 255) - 112
  return sign | ((exponent << 10) + toEven((word & 0x7fffff) / 8192))
}

function toEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below
}

export function decodeFloat16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 31
  const fraction = half & 1023
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
