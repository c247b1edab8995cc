import type { BatchCutter, RecordBatch, RecordBatchOptions } from '../files/recordBatches.js'
import type { JsonRecord } from './jsonLines.js'

const QUOTE = 34
const BACKSLASH = 92
const LF = 10
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [123, 125, 91, 93]

export interface JsonElementsOptions extends RecordBatchOptions {
  /** The number of brackets around a record: 0 for a sequence of objects, 1 for an array, 2 for an array in an object. */
  readonly depth: number
  /** Whether the reading begins inside these brackets, at a record. */
  readonly inside: boolean
}

/**
 * Cuts records out of JSON that isn't one object per line: the objects of an array, or objects over several lines. Everything
 * between them is skipped. It scans byte by byte, in bounded memory. A record that is too long is set aside.
 */
export class JsonElements implements BatchCutter<JsonRecord> {
  private readonly options: JsonElementsOptions
  private waiting: Uint8Array = new Uint8Array(0)
  /** The number of bytes before `waiting`. */
  private bytes: number
  /** The state of the scan: the index in `waiting` where it continues, and the line there. */
  private at = 0
  private line: number
  private quoted = false
  private escaped = false
  /** For each open bracket: whether it opens an array. */
  private readonly open: boolean[]
  /** The index in `waiting` where the current record begins. -1 if there is none. */
  private begin = -1
  private beginLine = 0
  /** Whether the current record is too long. Its bytes are dropped. */
  private passing = false

  constructor(options: JsonElementsOptions) {
    const { depth, inside, startBytes = 0, startLines = 0 } = options
    this.options = options
    this.open = inside ? Array.from({ length: depth }, () => true) : []
    this.bytes = startBytes
    this.line = startLines + 1
  }

  *take(chunk: Uint8Array): Iterable<RecordBatch<JsonRecord>> {
    this.waiting = this.waiting.byteLength === 0 ? chunk : Buffer.concat([this.waiting, chunk])
    // A position points to the first record of the batch.
    const { begin: open, beginLine: openLine } = this
    const first = { at: open, line: openLine }
    const records: JsonRecord[] = []
    for (; this.at < this.waiting.byteLength; this.at++) {
      const begun = this.begin
      this.step(this.waiting[this.at] as number, records)
      if (first.at < 0 && begun < 0 && this.begin >= 0) Object.assign(first, { at: this.begin, line: this.beginLine })
    }
    const place = { bytes: this.bytes + Math.max(first.at, 0), lines: Math.max(first.line - 1, 0), unended: false }
    const { maxRecord = Number.POSITIVE_INFINITY } = this.options
    if (!this.passing && this.begin >= 0 && this.at - this.begin > maxRecord) {
      records.push({ line: this.beginLine, reason: `longer than ${maxRecord} bytes` })
      this.passing = true
    }
    this.drop(this.begin >= 0 && !this.passing ? this.begin : this.at)
    if (records.length > 0) yield { ...place, records }
  }

  *end(): Iterable<RecordBatch<JsonRecord>> {
    if (this.begin < 0 || this.passing) return
    const record = { line: this.beginLine, reason: 'the data ends within the record' }
    yield { bytes: this.bytes, lines: this.beginLine - 1, unended: true, records: [record] }
  }

  /** Drops bytes that aren't needed any more. */
  private drop(count: number): void {
    this.waiting = this.waiting.subarray(count)
    this.bytes += count
    this.at -= count
    if (this.begin >= 0) this.begin = Math.max(this.begin - count, 0)
  }

  private step(byte: number, records: JsonRecord[]): void {
    if (byte === LF) this.line += 1
    if (this.quoted) {
      if (this.escaped) this.escaped = false
      else if (byte === BACKSLASH) this.escaped = true
      else if (byte === QUOTE) this.quoted = false
    } else if (byte === QUOTE) this.quoted = true
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (byte === OPEN_OBJECT && this.isOutside()) {
        this.begin = this.at
        this.beginLine = this.line
      }
      this.open.push(byte === OPEN_ARRAY)
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      this.open.pop()
      if (this.begin >= 0 && this.isOutside()) this.finish(records)
    }
  }

  /** Whether the scan is between records. */
  private isOutside(): boolean {
    const { depth } = this.options
    return this.open.length === depth && (depth === 0 || this.open[depth - 1] === true)
  }

  private finish(records: JsonRecord[]): void {
    const { begin, beginLine: line, passing } = this
    this.begin = -1
    this.passing = false
    if (passing) return
    records.push({ text: this.options.decoding.decode(this.waiting.subarray(begin, this.at + 1)), line })
  }
}
