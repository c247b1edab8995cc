const LF = 10
const CR = 13

/**
 * The index behind the last line end: LF, CRLF or CR. 0 if there is no line end.
 *
 * @param final whether nothing follows. Otherwise a CR at the very end may be half of a CRLF, so it doesn't count.
 */
export function lastLineEnd(bytes: Uint8Array, final: boolean): number {
  const end = !final && bytes[bytes.byteLength - 1] === CR ? bytes.byteLength - 1 : bytes.byteLength
  const text = bytes.subarray(0, end)
  return Math.max(text.lastIndexOf(LF), text.lastIndexOf(CR)) + 1
}

/** The index behind the first line ends, at most `most`, and the number of them. */
export function behindLines(bytes: Uint8Array, most: number): { readonly index: number; readonly lines: number } {
  let lines = 0
  let index = 0
  for (let at = 0; at < bytes.byteLength && lines < most; at++) {
    const byte = bytes[at]
    if (byte !== LF && byte !== CR) continue
    // A CR at the very end may be the first half of a CRLF.
    if (byte === CR && at === bytes.byteLength - 1) break
    if (byte === CR && bytes[at + 1] === LF) at += 1
    lines += 1
    index = at + 1
  }
  return { index, lines }
}
