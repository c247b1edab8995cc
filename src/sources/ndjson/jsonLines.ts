import { type BatchCutter, isLonger, LineCutter, MAX_RECORD, type RecordBatchOptions } from '../files/recordBatches.js'

/** The text of one JSON value, or the reason why it can't be read. */
export type JsonRecord =
  | { readonly text: string; readonly line: number }
  | { readonly text?: undefined; readonly reason: string; readonly line: number }

export interface JsonLineOptions extends RecordBatchOptions {
  /** The number of lines to skip at the beginning. */
  readonly skip: number
  /** Lines that begin with this are no records. */
  readonly comment: string | undefined
}

/** Cuts NDJSON into records. Each line is one; empty lines are skipped. */
export function jsonLines({ skip, comment, ...options }: JsonLineOptions): BatchCutter<JsonRecord> {
  const { maxRecord = MAX_RECORD } = options
  const tooLong = (line: number): JsonRecord => ({ line, reason: `longer than ${maxRecord} bytes` })
  return new LineCutter<JsonRecord>(
    {
      cut(text, { line }) {
        const lines = text.split(/\r\n|\r|\n/)
        if (lines.at(-1) === '') lines.pop()
        const records: JsonRecord[] = []
        for (const [at, content] of lines.entries()) {
          // Some programs write the lines of an array without its brackets.
          const record = content.trim().replace(/,$/, '')
          if (record === '' || line + at <= skip || (comment !== undefined && record.startsWith(comment))) continue
          records.push(isLonger(record, maxRecord) ? tooLong(line + at) : { text: record, line: line + at })
        }
        return { records, lines: lines.length, open: 0 }
      },
      tooLong,
    },
    options,
  )
}
