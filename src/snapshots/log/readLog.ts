import { join } from 'node:path'
import { EddyError } from '../../error.js'
import type { Files } from '../files/fileSystem.js'
import { decodeSegmentHeader, type LogRecord, recordsIn, type SegmentHeader } from './logRecord.js'

export interface Segment {
  readonly name: string
  readonly first: number
  readonly fence: number
  /** Number of its last sample. */
  last: number
}

const NAME = /^log-(\d{15})-(\d+)\.eddylog$/

export const segmentName = (first: number, fence: number): string =>
  `log-${String(first).padStart(15, '0')}-${fence}.eddylog`

/**
 * Reads the segments of a folder: what they hold, and the records after a number. Of each segment counts what was there
 * when the next was begun: what a replaced owner wrote afterwards is passed over, and so is what a crash left half written,
 * as nobody was told that it was kept.
 *
 * @throws {EddyError} ERR_LOG where records that were whole once aren't any more
 */
export async function readLog(
  folder: string,
  after: number,
  files: Files,
): Promise<{ readonly segments: readonly Segment[]; readonly records: readonly LogRecord[] }> {
  const found = await segmentsIn(folder, files)
  const segments: Segment[] = []
  const records: LogRecord[] = []
  let whole = 0
  for (const [index, { name, first, fence }] of found.entries()) {
    const bytes = await files.read(join(folder, name))
    const header = headerOf(bytes)
    if (!header) continue
    // What a checkpoint covers may be gone.
    if (header.whole > Math.max(whole, after)) {
      throw new EddyError(
        'ERR_LOG',
        `${folder} is damaged: after sample ${whole} records are missing, up to ${header.whole}, that were there when ${name} was begun`,
      )
    }
    const end = Math.min(...found.slice(index + 1).map((next) => next.first))
    whole = Math.max(whole, header.whole)
    for (const record of recordsIn(bytes)) {
      const last = record.number + record.count - 1
      if (record.number >= end) break
      // A group that had to be written once more.
      if (last <= whole) continue
      whole = last
      if (last > after) records.push(record)
    }
    segments.push({ name, first, fence, last: whole })
  }
  return { segments, records }
}

/** By owner, then in order. */
async function segmentsIn(folder: string, files: Files): Promise<readonly Omit<Segment, 'last'>[]> {
  const names = await files.list(folder)
  const found = names.flatMap((name) => {
    const [, first, fence] = NAME.exec(name) ?? []
    return first === undefined ? [] : [{ name, first: Number(first), fence: Number(fence) }]
  })
  return found.sort((a, b) => a.fence - b.fence || a.first - b.first)
}

/** A segment may have been killed in its header: nothing is in it then. If something was, the next segment says so. */
function headerOf(bytes: Uint8Array): SegmentHeader | undefined {
  try {
    return decodeSegmentHeader(bytes)
  } catch (error) {
    if (error instanceof EddyError && error.code === 'ERR_LOG') return undefined
    throw error
  }
}
