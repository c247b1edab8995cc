import { Reader } from '../../operators/pulling/reader.js'

const NEWLINE = 10
const GZIP = [0x1f, 0x8b] as const
/** Bytes of a line that are held back. A longer one passes as it comes. */
const HELD_MAX = 2 ** 20

/**
 * The bytes as they come, until the signal aborts. Then the lines that have come whole are the input, and a line that has only
 * begun is left out. Compressed bytes pass as they are.
 */
export async function* wholeLines(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = new Reader(chunks, signal)
  let begun: Uint8Array[] = []
  let held = 0
  let compressed: boolean | undefined
  for (let read = await reader.next(); !read.done; read = await reader.next()) {
    const chunk = read.value
    compressed ??= chunk[0] === GZIP[0] && (chunk.byteLength < 2 || chunk[1] === GZIP[1])
    const end = compressed ? chunk.byteLength : chunk.lastIndexOf(NEWLINE) + 1
    if (end > 0) {
      yield joined([...begun, chunk.subarray(0, end)])
      begun = []
      held = 0
    }
    if (end < chunk.byteLength) begun.push(chunk.subarray(end))
    held += chunk.byteLength - end
    if (held <= HELD_MAX) continue
    yield joined(begun)
    begun = []
    held = 0
  }
  if (!signal.aborted && begun.length > 0) yield joined(begun)
}

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
