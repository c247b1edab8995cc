import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { EddyError } from '../../error.js'

/**
 * Unpacks gzip. What was unpacked before a fault still comes.
 *
 * @throws {EddyError} ERR_GZIP for data that is cut off or broken
 */
export async function* unzipped(
  compressed: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const gunzip = createGunzip()
  const out = new PassThrough()
  const left = new AbortController()
  let failure: unknown
  gunzip.on('data', (chunk: Uint8Array) => {
    if (!out.write(chunk)) gunzip.pause()
  })
  out.on('drain', () => gunzip.resume())
  gunzip.on('end', () => out.end())
  gunzip.on('error', (error) => {
    failure = error
    out.end()
  })
  const feed = async (): Promise<void> => {
    for await (const chunk of compressed) {
      if (left.signal.aborted) return
      if (!gunzip.write(chunk)) await once(gunzip, 'drain', { signal: left.signal })
    }
    gunzip.end()
  }
  feed().catch((error: unknown) => {
    failure ??= error
    out.end()
  })
  try {
    yield* out as AsyncIterable<Uint8Array>
  } finally {
    left.abort()
    gunzip.destroy()
  }
  if (failure instanceof EddyError || signal.aborted) throw failure
  if (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure)
    throw new EddyError('ERR_GZIP', `the compressed data is cut off or broken: ${reason}`, { cause: failure })
  }
}
