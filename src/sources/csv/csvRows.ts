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

export const isRow = (record: CsvRecord): record is CsvRow => 'cells' in record

/** Broken rows of a batch after which each line is a row, and after which those with quotes aren't read any more. */
const FAULTS_SOME = 32
const FAULTS_MAX = 300

/** Rows of a batch, whole and broken, in order; empty lines are none. */
export function recordsOf({ text, line }: LineBatch, delimiter: string): readonly CsvRecord[] {
  const records: CsvRecord[] = []
  let [rest, first] = [text, line]
  let faults = 0
  for (; rest !== '' && faults < FAULTS_SOME; faults++) {
    const { ended, fault } = parsed(rest, delimiter, first, records)
    if (fault === undefined) return records
    // Only its first line is given up: what a stray quote would swallow are rows.
    records.push({ line: first + ended, reason: fault })
    rest = afterLines(rest, ended + 1)
    first += ended + 1
  }
  for (const single of rest.split('\n')) {
    const fault = faults < FAULTS_MAX ? parsed(single, delimiter, first, records).fault : unread(single)
    if (fault !== undefined) {
      records.push({ line: first, reason: fault })
      faults += 1
    } else if (faults >= FAULTS_MAX) take(single.replace(/\r$/, '').split(delimiter), first, records)
    first += 1
  }
  return records
}

/** Reading each would hold up everything else. */
const unread = (row: string): string | undefined =>
  row.includes('"') ? `a quoted row after ${FAULTS_MAX} broken ones: not read` : undefined

function take(cells: readonly string[], line: number, into: CsvRecord[]): void {
  if (cells.length > 1 || cells[0] !== '') into.push({ cells, line })
}

interface Parsed {
  /** Lines that whole rows took. */
  readonly ended: number
  /** What is wrong with the row after them. */
  readonly fault?: string
}

function parsed(text: string, delimiter: string, first: number, into: CsvRecord[]): Parsed {
  const options = { delimiter, relax_column_count: true }
  if (!text.includes('"')) {
    const rows = parse(text, options) as unknown as readonly string[][]
    rows.forEach((cells, at) => take(cells, first + at, into))
    return { ended: rows.length }
  }
  let ended = 0
  const on_record = (cells: readonly string[], { lines }: { readonly lines: number }): null => {
    ended = lines
    take(cells, first + lines - 1, into)
    return null
  }
  try {
    parse(text, { ...options, on_record })
    return { ended }
  } catch (error) {
    return { ended, fault: error instanceof Error ? error.message : String(error) }
  }
}

function afterLines(text: string, lines: number): string {
  let at = 0
  for (let line = 0; line < lines; line++) {
    const end = text.indexOf('\n', at)
    if (end < 0) return ''
    at = end + 1
  }
  return text.slice(at)
}

/** The delimiter of a header: whichever of comma, semicolon, tab and bar comes most. */
export function delimiterOf(header: string): string {
  const counted = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter
}
