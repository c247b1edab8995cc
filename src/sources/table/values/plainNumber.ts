const ZERO = 48

/**
 * Reads a number in JavaScript's decimal notation: `-1.5`, `+5`, `.5`, `1e5`. Blanks around it don't matter.
 *
 * @returns NaN for everything else, also for hexadecimal, infinite and empty texts
 */
export function plainNumber(text: string): number {
  const value = +text
  // Not finite, or NaN.
  if (value - value !== 0) return Number.NaN
  const first = text.charCodeAt(0)
  if (first > ZERO && first < 58) return value
  if (value === 0 && text.trim() === '') return Number.NaN
  if (first <= 32 || first > 127) return plainNumber(text.trim())
  // 0x1F, 0b11 and 0o17 are texts.
  if (first === ZERO && /^0[xob]/i.test(text)) return Number.NaN
  return value
}
