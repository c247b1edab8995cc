import type { Task } from '../../evaluation/prediction.js'

/** What the values of a column are read as. `unknown`: every value so far is missing. */
export type ColumnKind = 'number' | 'flag' | 'date' | 'text' | 'unknown'

/** What a column is used for. */
export type ColumnRole = 'feature' | 'target' | 'id' | 'ignored'

/** Something that was recognised, changed or looks wrong. The codes are stable; `message` is for people. */
export interface TableWarning {
  readonly code: TableWarningCode
  /** One line. It says what was done and how to overrule it. */
  readonly message: string
  /** The column it is about; left out where it is about the table as a whole. */
  readonly column?: string
}

export type TableWarningCode =
  // The table as a whole
  /** The bytes are not UTF-8: another encoding was used. */
  | 'ENCODING'
  /** The data is in another format than the function reads: NDJSON in `fromCsv`, CSV in `fromNdjson`, a JSON array. */
  | 'FORMAT'
  /** Lines above the header were passed over: a title, comments, a `sep=` line. */
  | 'PREAMBLE'
  /** The first line looks like data: the columns were named by number. */
  | 'NO_HEADER'
  /** Names of the header were empty or came twice: they were made unique. */
  | 'HEADER_NAMES'
  /** Rows have fewer or more cells than the header, and were read all the same. */
  | 'RAGGED'
  /** The data holds NUL characters. */
  | 'NUL'
  /** Rows were set aside: the first of each reason is told on `rejected$`. */
  | 'SET_ASIDE'
  /** The last row has no line end, so it may be half written: it was left for the next reading. */
  | 'LAST_ROW'
  // One column
  /** Numbers have a decimal comma, thousands separators, a unit, brackets or foreign digits. */
  | 'NUMBER_STYLE'
  /** Whether a comma or point is decimal or separates thousands can't be told: see the message for what was chosen. */
  | 'AMBIGUOUS_NUMBERS'
  /** Values have different units: the column is read as text. */
  | 'MIXED_UNITS'
  /** Dates are written day first or month first. */
  | 'DATE_STYLE'
  /** Whether the day or the month comes first can't be told: the column is read as text. */
  | 'AMBIGUOUS_DATES'
  /** Some values look like marks for missing ones. */
  | 'MISSING_MARK'
  /** Infinite values were read as missing. */
  | 'INFINITE'
  /** Numbers with leading zeros: 007 and 7 are the same number. */
  | 'LEADING_ZEROS'
  /** Labels that differ in spelling were read as one class. */
  | 'MERGED_LABELS'
  /** Labels that differ by case alone are classes of their own. */
  | 'LABEL_CASE'
  /** The column tells the target: it is equal, proportional, or names the same classes. */
  | 'LEAK'
  /** Whole numbers grow or fall from row to row, as a count, an identifier or a time does. */
  | 'RUNNING_NUMBER'
  /** The values are identifiers, no two alike, so the column is ignored. */
  | 'IDENTIFIER'
  /** Every value is missing, so the column is ignored. */
  | 'EMPTY_COLUMN'
  /** Some values don't fit the kind of the column: their rows are set aside. */
  | 'MIXED_KINDS'
  /** Whole numbers were taken as labels. */
  | 'LABELS_FROM_NUMBERS'
  /** Whole numbers, many of them alike, were taken as numbers. */
  | 'NUMBERS_NOT_LABELS'

/** What was read of one column. */
export interface ColumnReport {
  readonly name: string
  readonly kind: ColumnKind
  readonly role: ColumnRole
  /** Values so far, missing ones not included. */
  readonly values: number
  readonly missing: number
  /** Of the missing ones, those that were infinite. */
  readonly infinite: number
  /** The first different values as they are written, at most three. */
  readonly examples: readonly string[]
  /** What was taken off the numbers: '€', '%', 'kg'. */
  readonly unit?: string
  readonly warnings: readonly TableWarning[]
}

/** What a source has read so far. */
export interface TableReport {
  readonly format: 'csv' | 'ndjson' | 'json'
  /** A label of the Encoding Standard, such as 'utf-8' or 'windows-1252'. */
  readonly encoding: string
  /** Of a CSV. */
  readonly delimiter?: string
  readonly target: string | undefined
  readonly task: Task | undefined
  /** Records so far, those before `after` and those set aside included. */
  readonly rows: number
  readonly rejected: number
  /** Whether the data was read to its end. */
  readonly ended: boolean
  /**
   * False where the data ended without a line end: the last row may be half written. It was read all the same, and the position
   * stays before it. Where a learner keeps the place in a file it was not read, and waits for its end.
   */
  readonly lastRowWhole: boolean
  readonly columns: readonly ColumnReport[]
  /** Those of the table, then those of its columns. */
  readonly warnings: readonly TableWarning[]
}
