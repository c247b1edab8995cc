import { stat } from 'node:fs/promises'
import { take } from 'rxjs'
import { fromCsv } from '../../sources/csv/fromCsv.js'
import { type ByteInput, rawBytes } from '../../sources/files/rawBytes.js'
import { fromNdjson } from '../../sources/ndjson/fromNdjson.js'
import type { TableOptions } from '../../sources/table/tableOptions.js'
import type { TableSchema } from '../../sources/table/tableSchema.js'
import type { TableSource } from '../../sources/table/tableSource.js'
import { wholeLines } from './wholeLines.js'

/** A table on its way to a source. */
export interface TableInput {
  /** The path or address as it was given; `stdin`. */
  readonly name: string
  readonly input: ByteInput
  /** Bytes that were announced; undefined where nobody knows, or where the source finds out. */
  readonly size?: number | undefined
  /**
   * Ends the input where it is: what has come is read, a row that has only begun is left out. A file has none: what was not
   * read is still there.
   */
  readonly end?: () => void
}

/** How stdin is given in place of a file. */
const STDIN = '-'

/** How an input is called in messages and positions. */
export const inputName = (given: string): string => (given === STDIN ? 'stdin' : given)

/**
 * Opens stdin, a pipe or an address, once. A file is opened by the source.
 *
 * @throws {EddyError} ERR_NO_FILE, ERR_FETCH; the signal's reason where it aborts while the input is opened
 */
export async function openInput(
  given: string,
  stdin: () => AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<TableInput> {
  const name = inputName(given)
  if (given !== STDIN && (await isFile(given))) return { name, input: given }
  const ending = new AbortController()
  const { chunks, size } = await rawBytes(given === STDIN ? stdin() : given, signal)
  return { name, input: wholeLines(chunks, ending.signal), size, end: () => ending.abort() }
}

/** Also what isn't there, and a folder: the source says so. */
async function isFile(path: string): Promise<boolean> {
  if (/^https?:/.test(path)) return false
  return stat(path).then(
    (found) => found.isFile() || found.isDirectory(),
    () => true,
  )
}

/** Its samples. Each of the two readers recognises the other's format. */
export const tableFrom = ({ name, input }: TableInput, options: TableOptions): TableSource =>
  /\.(ndjson|jsonl)(\.gz)?$/i.test(name.split('?')[0] ?? '') ? fromNdjson(input, options) : fromCsv(input, options)

/** The names of its columns; undefined where it can't be read, which the next reading will say. */
export function columnNames(
  input: TableInput,
  { encoding, delimiter, skip, comment }: Pick<TableOptions, 'encoding' | 'delimiter' | 'skip' | 'comment'>,
): Promise<readonly string[] | undefined> {
  const layout = Object.entries({ encoding, delimiter, skip, comment }).filter(([, value]) => value !== undefined)
  return new Promise((resolve) => {
    const onSchema = ({ columns }: TableSchema): void => resolve(columns.map(({ name }) => name))
    tableFrom(input, { ...Object.fromEntries(layout), onSchema })
      .pipe(take(1))
      .subscribe({ error: () => resolve(undefined), complete: () => resolve(undefined) })
  })
}
