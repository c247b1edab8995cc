import type { Task } from '../../evaluation/prediction.js'
import {
  abortSignal,
  callback,
  custom,
  flag,
  listOf,
  oneOf,
  type OptionTable,
  text,
  wholeNumber,
} from '../../options.js'
import { aPosition, type SourcePosition } from '../sampleSource.js'
import { isTableColumn } from './isTableColumn.js'
import type { TableColumn, TableSchema } from './tableSchema.js'

/** How a table is read. An option that is left out is recognised, and the report of the source says what was found. */
export interface TableOptions {
  /** The column to predict. Without it, samples are questions. */
  readonly target?: string
  /** Default: classification for text, flags and few whole numbers; else regression. */
  readonly task?: Task
  /** A column that becomes the sample's id. It is no feature. */
  readonly id?: string
  /** A column that becomes the sample's time: a date, or milliseconds since 1970. It stays a feature too. */
  readonly at?: string
  /** Columns to leave out. */
  readonly ignore?: readonly string[]
  /** The same as `ignore`. */
  readonly drop?: readonly string[]
  /** Columns to read as text, exactly as written: '007' stays '007'. Only empty cells and `na` are missing there. */
  readonly text?: readonly string[]
  /** Columns to read as numbers. Rows with another value there are set aside. */
  readonly number?: readonly string[]
  /**
   * Columns of the schema of an earlier table. Columns of the same name are read as they were there, whatever their values look
   * like. Use it to read questions as the table was read that a model learned from.
   */
  readonly like?: readonly TableColumn[]
  /** The decimal separator of all numbers. Default: recognised for each column. */
  readonly decimal?: '.' | ','
  /** The separator of thousands: one character, or '' for none. Default: recognised for each column. */
  readonly thousands?: string
  /** Marks of missing values in all columns, added to the known ones. For a column in `text`, the known ones do not count. */
  readonly na?: readonly string[]
  /** Whether labels that differ only by case are one class. Default false. */
  readonly ignoreCase?: boolean
  /** A label of the Encoding Standard: 'utf-8', 'latin1', 'utf-16le', ... Default: recognised. */
  readonly encoding?: string
  /** The separator of the cells of a CSV. Default: recognised. */
  readonly delimiter?: string
  /** The number of lines above the header of a CSV, or above the first record. Default: recognised. */
  readonly skip?: number
  /** Lines that begin with this, such as '#', are skipped. Default: recognised above the header. */
  readonly comment?: string
  /** Called before the first sample. If it returns a promise, the first sample waits for it. */
  readonly onSchema?: (schema: TableSchema) => void | Promise<void>
  /** Told how many bytes were read, of how many where that is known. */
  readonly onProgress?: (bytes: number, size: number | undefined) => void
  /** Goes on after this position of the same data: a plain file is read from there on, others are passed over until there. */
  readonly after?: SourcePosition | undefined
  /** How a learner calls this source when it keeps its place; default: the path or address. */
  readonly name?: string
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal | undefined
}

const columns = listOf(text)

const isEncoding = (label: unknown): boolean => {
  try {
    return typeof label === 'string' && new TextDecoder(label).encoding !== 'replacement'
  } catch {
    return false
  }
}

export const tableOptions: OptionTable = {
  target: text,
  task: oneOf(['classification', 'regression']),
  id: text,
  at: text,
  ignore: columns,
  drop: columns,
  text: columns,
  number: columns,
  like: listOf(custom('a column of a schema', isTableColumn)),
  decimal: oneOf(['.', ',']),
  thousands: custom(
    "one character that is no digit, or ''",
    (value) => typeof value === 'string' && /^\D?$/u.test(value),
  ),
  na: listOf(custom('a string', (value) => typeof value === 'string')),
  ignoreCase: flag,
  encoding: custom("an encoding such as 'utf-8', 'latin1' or 'utf-16le'", isEncoding),
  delimiter: custom(
    'a string without quotes and line ends',
    (value) => typeof value === 'string' && /^[^"\r\n]+$/.test(value),
  ),
  skip: wholeNumber({ from: 0 }),
  comment: text,
  onSchema: callback,
  onProgress: callback,
  after: aPosition,
  name: text,
  signal: abortSignal,
}
