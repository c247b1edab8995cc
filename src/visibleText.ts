/**
 * Characters that a terminal acts on, or that change how the text around them looks: control characters (ANSI sequences
 * begin with one), line and paragraph separators, marks of direction and other invisible format characters, lone surrogates.
 * The joiners U+200C and U+200D stay: words of some languages and emoji are spelt with them.
 */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text with every unsafe character written as an escape, such as `\x1b` or `\u202e`. */
export const visibleText = (text: string): string => text.replace(UNSAFE, (each) => NAMED[each] ?? escapeOf(each))

function escapeOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16)
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}

/** A value as JSON in one line, with every unsafe character escaped as JSON does, so that it parses to the same text. */
export const visibleJson = (value: unknown): string =>
  (JSON.stringify(value, plain) ?? 'null').replace(UNSAFE, (each) =>
    Array.from({ length: each.length }, (_, at) => `\\u${each.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  )

/** What JSON has no form for: integers beyond 2^53 as text, binary data as a list. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  return ArrayBuffer.isView(value) && Symbol.iterator in value ? Array.from(value as Uint8Array) : value
}
