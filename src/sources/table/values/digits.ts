/** The zeros of the digits that are read: Arabic, Persian, Devanagari, Bengali, Thai, full-width. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0xff10]

/** Full-width and typographic signs with the ASCII characters that they stand for. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['\u2212', '-'],
  ['\u2013', '-'],
  ['\ufe63', '-'],
  ['\uff0d', '-'],
  ['\uff0b', '+'],
  ['\uff0e', '.'],
  ['\uff0c', ','],
  ['\uff05', '%'],
  ['\u066a', '%'],
  ['\uff08', '('],
  ['\uff09', ')'],
  ['\u2019', "'"],
  ['\u02bc', "'"],
  ['\u00b4', "'"],
  // The Arabic thousands separator is as unambiguous as an apostrophe.
  ['\u066c', "'"],
])

/** The Arabic decimal separator. It is decimal whatever the point and the comma mean. */
export const ARABIC_DECIMAL = '\u066b'

/** Invisible marks of direction. */
const MARKS = /[\u200b\u200e\u200f\u061c\u2066-\u2069]/g

/** Replaces digits, signs and blanks by the ASCII characters that mean the same. */
export function plainDigits(text: string): string {
  if (isAscii(text)) return text.trim()
  return Array.from(text.replace(MARKS, ''), plainCharacter).join('').trim()
}

function plainCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 128) return character
  const zero = ZEROS.find((first) => code >= first && code < first + 10)
  if (zero !== undefined) return String(code - zero)
  return SIGNS.get(character) ?? (/\s/.test(character) ? ' ' : character)
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}
