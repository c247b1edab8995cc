/** UTF-8 bytes of one character of a text. */
function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
}

/** UTF-8 bytes of a text. */
export function textBytes(text: string): number {
  let bytes = 0
  for (const character of text) bytes += bytesOf(character)
  return bytes
}

/** As many whole characters from the first on as take `bytesMax` bytes of UTF-8: metadata counts bytes. */
export function cutText(text: string, bytesMax: number): string {
  // No unit of UTF-16 takes more than three bytes.
  if (3 * text.length <= bytesMax) return text
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += bytesOf(character)
    if (bytes > bytesMax) break
    end += character.length
  }
  return text.slice(0, end)
}
