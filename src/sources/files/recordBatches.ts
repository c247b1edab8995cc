import { behindLines, lastLineEnd } from './lineEnds.js'
import type { TextDecoding } from './textDecoding.js'

/** How a text is cut into records. */
export interface RecordCutter<R> {
  /** Cuts whole lines into records. */
  cut(text: string, options: CutOptions): Cut<R>
  /** Makes a stand-in for a record that is longer than allowed. */
  tooLong(line: number): R
}

export interface Cut<R> {
  readonly records: readonly R[]
  readonly lines: number
  readonly open: number
}

export interface CutOptions {
  /** The line number of the first line, from 1. */
  readonly line: number
  /** Whether nothing follows the text. Then every record ends in it. */
  readonly final: boolean
  /** Whether the first record is already too long. If it doesn't end in the text, its first line is given up. */
  readonly giveUp: boolean
}

/** Records that came together. */
export interface RecordBatch<R> {
  readonly records: readonly R[]
  /** The number of bytes and lines before the first record. */
  readonly bytes: number
  readonly lines: number
  /** Whether the data ends without a line end: the last record may be half written. */
  readonly unended: boolean
}

export interface RecordBatchOptions {
  readonly decoding: TextDecoding
  /** The longest record allowed, in bytes. A longer one is set aside. Default 1 MiB. */
  readonly maxRecord?: number
  /** The number of bytes and lines before the first chunk. */
  readonly startBytes?: number
  readonly startLines?: number
}

export const MAX_RECORD = 1_048_576

/** Tells whether a text takes more bytes in UTF-8 than allowed. */
export const isLonger = (text: string, bytes: number): boolean =>
  text.length * 3 > bytes && Buffer.byteLength(text) > bytes

/** Cuts chunks of bytes into batches of records. */
export interface BatchCutter<R> {
  take(chunk: Uint8Array): Iterable<RecordBatch<R>>
  /** The records that are left at the end of the data. */
  end(): Iterable<RecordBatch<R>>
}

/**
 * Cuts bytes into batches of whole records. Memory is bounded: if a record doesn't end within `maxRecord`, its first line is set
 * aside and the reading continues with the next line.
 */
export class LineCutter<R> implements BatchCutter<R> {
  private readonly cutter: RecordCutter<R>
  private readonly decoding: TextDecoding
  private readonly maxRecord: number
  private bytes: number
  private lines: number
  private waiting: Uint8Array = new Uint8Array(0)
  /** Whether the rest of the current line is skipped. */
  private passing = false

  constructor(cutter: RecordCutter<R>, options: RecordBatchOptions) {
    const { decoding, maxRecord = MAX_RECORD, startBytes = 0, startLines = 0 } = options
    this.cutter = cutter
    this.decoding = decoding
    this.maxRecord = maxRecord
    this.bytes = startBytes
    this.lines = startLines
  }

  *take(chunk: Uint8Array): Iterable<RecordBatch<R>> {
    this.waiting = this.waiting.byteLength === 0 ? chunk : Buffer.concat([this.waiting, chunk])
    if (this.passing && !this.passed()) return
    const end = lastLineEnd(this.waiting, false)
    if (end > 0) yield this.cut(this.waiting.subarray(0, end))
    if (this.waiting.byteLength <= this.maxRecord || lastLineEnd(this.waiting, false) > 0) return
    yield { records: [this.cutter.tooLong(this.lines + 1)], bytes: this.bytes, lines: this.lines, unended: false }
    this.passing = true
    this.passed()
  }

  *end(): Iterable<RecordBatch<R>> {
    const { waiting, passing } = this
    if (waiting.byteLength === 0 || passing) return
    const text = this.decoding.decode(waiting)
    const { records } = this.cutter.cut(text, { line: this.lines + 1, final: true, giveUp: false })
    const unended = lastLineEnd(waiting, true) < waiting.byteLength
    yield { records, bytes: this.bytes, lines: this.lines, unended }
  }

  /** Skips the rest of a line that is too long. Returns false if it doesn't end yet. */
  private passed(): boolean {
    const { index, lines } = behindLines(this.waiting, 1)
    const all = lines === 0
    this.bytes += all ? this.waiting.byteLength : index
    this.lines += lines
    this.waiting = all ? new Uint8Array(0) : this.waiting.subarray(index)
    this.passing = all
    return !all
  }

  private cut(whole: Uint8Array): RecordBatch<R> {
    const text = this.decoding.decode(whole)
    const giveUp = whole.byteLength > this.maxRecord
    const { records, lines, open } = this.cutter.cut(text, { line: this.lines + 1, final: false, giveUp })
    const taken = open === 0 ? whole.byteLength : behindLines(whole, lines).index
    const batch = { records, bytes: this.bytes, lines: this.lines, unended: false }
    this.bytes += taken
    this.lines += lines
    this.waiting = this.waiting.subarray(taken)
    return batch
  }
}
