import { describe, expect, it } from 'vitest'
import { decodeFloat16, encodeFloat16 } from '../../../src/snapshots/deltas/float16.js'

/** From the definition: sign, exponent, fraction. */
const meant = (half: number): number => {
  const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023]
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? (sign * fraction) / 2 ** 24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
const halves = Array.from({ length: 65_536 }, (_, half) => half)

describe('half precision', () => {
  it('reads every half', () => {
    for (const half of halves) expect(decodeFloat16(half)).toBe(meant(half))
  })

  it('writes every half as itself, and any NaN as one', () => {
    for (const half of halves) {
      const wanted = Number.isNaN(meant(half)) ? 0x7e00 : half
      expect(encodeFloat16(meant(half)) & (wanted === 0x7e00 ? 0x7fff : 0xffff)).toBe(wanted)
    }
  })

  it('rounds to the nearest, and from the middle to the even one', () => {
    for (let half = 0; half < 0x7bff; half++) {
      const [low, high] = [meant(half), meant(half + 1)]
      const middle = (low + high) / 2
      const step = (high - low) / 2 ** 12
      expect(encodeFloat16(middle)).toBe(half % 2 === 0 ? half : half + 1)
      expect(encodeFloat16(middle - step)).toBe(half)
      expect(encodeFloat16(-middle - step)).toBe(0x8000 | (half + 1))
    }
  })

  it.each([
    [65_504, 0x7bff],
    [65_519.99, 0x7bff],
    [65_520, 0x7c00],
    [1e30, 0x7c00],
    [-Infinity, 0xfc00],
    [2 ** -26, 0],
    [-0, 0x8000],
  ])('%d becomes 0x%s', (value, wanted) => {
    expect(encodeFloat16(value)).toBe(wanted)
  })
})
