import { stat } from 'node:fs/promises'
import { type ByteInput, rawBytes } from '../../sources/files/rawBytes.js'
import { wholeLines } from './wholeLines.js'

/** A table on its way to a source. */
export interface TableInput {
  readonly input: ByteInput
  /** Bytes on disk or announced; undefined where nobody knows, or where the source finds out. */
  readonly size?: number | undefined
  /**
   * Ends the input where it is: what has come is read, a row that has only begun is left out. A file that can be read again has
   * no need of it.
   */
  readonly end?: () => void
}

/** How stdin is named in place of a file. */
const STDIN = '-'

/**
 * Opens stdin, a pipe or an address once, so that its end can be called; a file is opened by the source.
 *
 * @throws {EddyError} ERR_NO_FILE, ERR_FETCH; the signal's reason where it aborts while the input is opened
 */
export async function openInput(
  path: string,
  stdin: () => AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<TableInput> {
  if (path !== STDIN && (await isPlain(path))) return { input: path }
  const ending = new AbortController()
  const { chunks, size } = await rawBytes(path === STDIN ? stdin() : path, signal)
  return { input: wholeLines(chunks, ending.signal), size, end: () => ending.abort() }
}

/** Also what isn't there: the source says so. */
async function isPlain(path: string): Promise<boolean> {
  if (/^https?:/i.test(path)) return false
  return stat(path).then(
    (found) => found.isFile() || found.isDirectory(),
    () => true,
  )
}
