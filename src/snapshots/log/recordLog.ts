import { join } from 'node:path'
import type { EddyError } from '../../error.js'
import { fileError, synced, syncFolder } from '../files/atomicFile.js'
import { type Files, nodeFiles, type OpenFile } from '../files/fileSystem.js'
import { encodeRecord, encodeSegmentHeader, type LogRecord } from './logRecord.js'
import { readLog, type Segment, segmentName } from './readLog.js'

export interface RecordLogOptions {
  /** Of the owner: each owner writes segments of its own. */
  readonly fence: number
  /** Number of the last sample that is safe elsewhere: new ones come after it. */
  readonly after: number
  /** Asked when records are on disk, before they count as kept. */
  readonly check: () => Promise<void>
  readonly files?: Files
  /** Bytes after which a new segment is begun; default 4 MiB. */
  readonly segmentBytes?: number
}

/** A log of what was pushed, in numbered segments; written in groups, one sync for each. */
export class RecordLog {
  /** Number of the last sample appended, and of the last that is kept: on disk, whatever happens. */
  last: number
  kept: number
  /** Final: no more is kept. */
  failure: EddyError | undefined
  private readonly folder: string
  private readonly options: Required<RecordLogOptions>
  private readonly segments: Segment[]
  private file: OpenFile | undefined
  private size = 0
  private waiting: Uint8Array[] = []
  private running: Promise<EddyError | undefined> | undefined
  /** How far the log was whole when it was opened. */
  private readonly whole: number

  private constructor(folder: string, options: Required<RecordLogOptions>, segments: readonly Segment[]) {
    this.folder = folder
    this.options = options
    this.segments = [...segments]
    this.whole = Math.max(0, ...segments.map(({ last }) => last))
    this.last = this.kept = Math.max(this.whole, options.after)
  }

  /**
   * Opens a log, made if there is none.
   *
   * @throws {EddyError} ERR_LOG where kept records are damaged, ERR_LOG_VERSION, ERR_WRITE, ...
   */
  static async open(
    folder: string,
    options: RecordLogOptions,
  ): Promise<{ readonly log: RecordLog; readonly records: readonly LogRecord[] }> {
    const { files = nodeFiles, segmentBytes = 4_194_304 } = options
    if (!(await files.exists(folder))) await files.makeFolder(folder)
    const { segments, records } = await readLog(folder, options.after, files)
    return { log: new RecordLog(folder, { ...options, files, segmentBytes }, segments), records }
  }

  /** Takes samples; returns the number of the first. They are kept once `sync` says so. */
  append(count: number, payload: Uint8Array): number {
    const number = this.last + 1
    this.waiting.push(encodeRecord({ number, count, payload }))
    this.last += count
    return number
  }

  /**
   * Resolves when everything appended until now is kept. Whoever comes while a group is synced goes with the next.
   *
   * @throws {EddyError} ERR_DISK_FULL, ERR_WRITE: try again later; ERR_FSYNC, ERR_FENCED: final
   */
  async sync(): Promise<void> {
    const wanted = this.last
    while (this.kept < wanted) {
      if (this.failure) throw this.failure
      this.running ??= this.group()
      const error = await this.running
      if (error) throw error
    }
  }

  private async group(): Promise<EddyError | undefined> {
    const group = this.waiting
    const upTo = this.last
    this.waiting = []
    try {
      await this.write(Buffer.concat(group), upTo)
      await this.options.check()
      this.kept = upTo
      return undefined
    } catch (cause) {
      const error = fileError(this.folder, cause)
      if (error.code === 'ERR_FSYNC' || error.code === 'ERR_FENCED') this.failure = error
      else this.waiting = [...group, ...this.waiting]
      return error
    } finally {
      this.running = undefined
    }
  }

  private async write(bytes: Uint8Array, upTo: number): Promise<void> {
    const file = await this.segment()
    try {
      await file.write(bytes, this.size)
    } catch (error) {
      // Half of it may be there: it is written over, and until then ends the segment.
      await file.truncate(this.size).catch(() => undefined)
      throw error
    }
    await synced(this.folder, file)
    this.size += bytes.byteLength
    const current = this.segments.at(-1)
    if (current) current.last = upTo
  }

  /** The segment that is written, begun anew where the one before is long enough. */
  private async segment(): Promise<OpenFile> {
    const { files, fence, segmentBytes } = this.options
    if (this.file && this.size < segmentBytes) return this.file
    await this.file?.close()
    this.file = undefined
    const first = this.kept + 1
    const name = segmentName(first, fence)
    const whole = this.segments.at(-1)?.last ?? this.whole
    const header = encodeSegmentHeader({ first, whole })
    const file = await files.open(join(this.folder, name), 'w')
    try {
      await file.write(header, 0)
      await synced(name, file)
      await syncFolder(files, this.folder)
    } catch (error) {
      await file.close()
      throw error
    }
    this.file = file
    this.size = header.byteLength
    this.segments.push({ name, first, fence, last: whole })
    return file
  }

  /** Removes segments of which every sample is covered, up to this number. */
  async prune(covered: number): Promise<void> {
    while (this.segments.length > 1 && (this.segments[0]?.last ?? covered + 1) <= covered) {
      const name = this.segments.shift()?.name
      if (name) await this.options.files.remove(join(this.folder, name)).catch(() => undefined)
    }
  }

  async close(): Promise<void> {
    await this.running
    await this.file?.close()
    this.file = undefined
  }
}
