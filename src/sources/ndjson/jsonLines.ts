import { type BatchCutter, isLonger, LineCutter, MAX_RECORD, type RecordBatchOptions } from '../files/recordBatches.js'

/** The text of a value of JSON, or what is wrong with it. */
export type JsonRecord =
  | { readonly text: string; readonly line: number }
  | { readonly text?: undefined; readonly reason: string; readonly line: number }

export interface JsonLineOptions extends RecordBatchOptions {
  /** Lines to pass over at the beginning. */
  readonly skip: number
  /** What lines begin with that are no records. */
  readonly comment: string | undefined
}

/** Cuts NDJSON into records: a line each, empty ones left out. */
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
          // Some write the lines of an array without its brackets.
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
