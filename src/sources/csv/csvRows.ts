import { parse } from 'csv-parse/sync'
import type { LineBatch } from '../files/lineBatches.js'

export interface CsvRow {
  readonly cells: readonly string[]
  /** From 1. */
  readonly line: number
}

/** A row that no reading of the quotes makes sense of. */
export interface BrokenRow {
  readonly line: number
  readonly reason: string
}

export type CsvRecord = CsvRow | BrokenRow

/** Rows of a batch, whole and broken, in the order of their lines; empty lines are none. */
export function recordsOf(batch: LineBatch, delimiter: string): readonly CsvRecord[] {
  const broken: BrokenRow[] = []
  const rows = rowsOf(batch, delimiter, (line, reason) => void broken.push({ line, reason }))
  const whole = rows.filter(({ cells }) => cells.length > 1 || cells[0] !== '')
  return broken.length === 0 ? whole : [...whole, ...broken].sort((a, b) => a.line - b.line)
}

export const isRow = (record: CsvRecord): record is CsvRow => 'cells' in record

function rowsOf(
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
