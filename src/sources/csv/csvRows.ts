import { parse } from 'csv-parse/sync'
import type { LineBatch } from '../files/lineBatches.js'

export interface CsvRow {
  readonly cells: readonly string[]
  /** From 1. */
  readonly line: number
}

/** Rows of a batch; `broken` is told of those that no reading of the quotes makes sense of. */
export function rowsOf(
  { text, line }: LineBatch,
  delimiter: string,
  broken: (line: number, reason: string) => void,
): readonly CsvRow[] {
  const options = {
    delimiter,
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error: { readonly lines?: number; readonly message: string } | undefined) => {
      broken(line + (error?.lines ?? 1) - 1, error?.message ?? 'unreadable')
      return undefined
    },
  }
  if (!text.includes('"')) {
    const rows = parse(text, options) as unknown as readonly string[][]
    return rows.map((cells, at) => ({ cells, line: line + at }))
  }
  const rows = parse(text, { ...options, info: true }) as unknown as readonly CsvParsed[]
  return rows.map(({ record, info }) => ({ cells: record, line: line + info.lines - 1 }))
}

interface CsvParsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** The delimiter of a header: whichever of comma, semicolon, tab and bar comes most. */
export function delimiterOf(header: string): string {
  const counted = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter
}
