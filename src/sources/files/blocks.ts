/** Bytes of a block. */
const BLOCK = 65_536

/**
 * Bytes cut anew at multiples of 64 KiB, however they came: what is read off them then doesn't depend on how fast the disk
 * was, nor on where reading began.
 *
 * @param start how many bytes lie before the first
 */
export async function* blocks(chunks: AsyncIterable<Uint8Array>, start: number): AsyncIterable<Uint8Array> {
  let waiting: Uint8Array[] = []
  let missing = BLOCK - (start % BLOCK)
  let failure: { readonly error: unknown } | undefined
  try {
    for await (const chunk of chunks) {
      let rest = chunk
      while (rest.byteLength >= missing) {
        waiting.push(rest.subarray(0, missing))
        yield joined(waiting)
        rest = rest.subarray(missing)
        waiting = []
        missing = BLOCK
      }
      if (rest.byteLength === 0) continue
      waiting.push(rest)
      missing -= rest.byteLength
    }
  } catch (error) {
    failure = { error }
  }
  // What came before a failure is of use.
  if (waiting.length > 0) yield joined(waiting)
  if (failure) throw failure.error
}

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
