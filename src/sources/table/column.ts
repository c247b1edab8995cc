import { timeOf } from '../../features/stages/text/dates.js'
import type { TableColumn } from './tableSchema.js'
import { ColumnEvidence, type ColumnFormat, type ColumnType, type ColumnWish } from './values/columnFormat.js'
import { secondsOf } from './values/clockText.js'
import { bareText } from './values/bareText.js'
import { dateParts, isoDate } from './values/dateText.js'
import type { Decimal } from './values/decideStyle.js'
import { isInfinite, isMissing, isMissingNumber } from './values/missingMarks.js'
import { COMMA, PLAIN, readNumber } from './values/numberStyle.js'
import { plainNumber } from './values/plainNumber.js'
import { truthOf } from './values/truths.js'

export type Value = number | string | boolean | null

/** What all columns of a table have in common. */
export interface ColumnContext {
  /** The marks of missing values that the user named. */
  readonly na: ReadonlySet<string>
  /** Whether texts are trimmed. */
  readonly trimmed: boolean
  readonly delimiter: string | undefined
  readonly decimal: Decimal | undefined
  readonly thousands: string | undefined
}

/** The number of different values kept as examples, and their length. */
const EXAMPLES = 3
const EXAMPLE_LENGTH = 40

/** Reads the values of one column, and counts the missing ones. */
export class Column {
  readonly name: string
  /** The number of samples in which the value was missing. */
  missing = 0
  /** Of JSON: the number of samples that have a field of this column, missing or not. */
  seen = 0
  /** The number of missing values that were infinite. */
  infinite = 0
  /** Whether the last value, if it was missing, was infinite. */
  wasInfinite = false
  readonly examples: string[] = []
  type: ColumnType
  private format: TableColumn
  private marks: ReadonlySet<string>
  private plain: boolean
  /** Whether some mark is a number. Only then numbers are looked up among the marks. */
  private readonly numericMarks: boolean
  private readonly context: ColumnContext

  constructor(format: TableColumn, context: ColumnContext) {
    this.name = format.name
    this.format = format
    this.context = context
    this.type = format.type
    this.marks = context.na
    this.numericMarks = [...context.na].some((mark) => /\d/.test(mark))
    this.plain = true
    this.take(format)
  }

  private take(format: ColumnFormat): void {
    this.format = { ...this.format, ...format }
    this.type = format.type
    this.plain = (format.number?.decimal ?? '.') === '.' && !format.clock
    if (format.missing) this.marks = new Set([...this.context.na, ...format.missing])
  }

  /** The column with what is known by now. */
  get known(): TableColumn {
    return this.format
  }

  /** Reads a text. Returns null if the value is missing, undefined if it doesn't fit the column. */
  read(text: string): Value | undefined {
    if (this.type === 'number') {
      // The common case first. A plain number needs no look-up.
      const value = this.plain ? plainNumber(text) : Number.NaN
      if (value === value && !this.numericMarks) return value
      return this.readNumber(text)
    }
    return this.readOther(text)
  }

  /** The same for a value of JSON. */
  readValue(value: Value): Value | undefined {
    // Version 0.1.0 took the values of JSON as they are.
    if (this.type === 'unknown' && !this.context.trimmed) return value
    if (typeof value === 'string') return this.read(value)
    this.wasInfinite = false
    if (value === null) return null
    if (this.type === 'unknown') this.take({ type: typeof value === 'number' ? 'number' : 'boolean' })
    if (typeof value === 'boolean') return value
    if (this.numericMarks && this.marks.has(String(value))) return null
    this.wasInfinite = !Number.isFinite(value)
    if (this.wasInfinite) return null
    if (this.format.asWritten) return String(value)
    if (this.type === 'boolean') return truthOf(String(value))
    return this.type === 'date' ? undefined : value
  }

  private readNumber(text: string): Value | undefined {
    const trimmed = bareText(text)
    this.wasInfinite = false
    if (this.marks.has(trimmed)) return null
    const { number, clock } = this.format
    const plain = this.plain ? plainNumber(trimmed) : Number.NaN
    if (!Number.isNaN(plain)) return plain
    const value = clock ? secondsOf(trimmed) : number ? readNumber(trimmed, number) : clearNumber(trimmed)
    if (!Number.isNaN(value)) return value
    this.wasInfinite = isInfinite(trimmed)
    return this.wasInfinite || isMissingNumber(trimmed) ? null : undefined
  }

  private readOther(text: string): Value | undefined {
    this.wasInfinite = false
    const value = this.context.trimmed ? bareText(text) : text
    if (this.format.asWritten) return value === '' || this.marks.has(value) ? null : this.intact(text)
    if (isMissing(value) || this.marks.has(value)) return null
    if (this.type === 'text') return this.intact(value)
    if (this.type === 'unknown') return this.readUnknown(value)
    if (isMissingNumber(value)) return null
    if (this.type === 'boolean') return truthOf(value)
    return this.readDate(value)
  }

  /** Decides the type of a column whose values were all missing so far, by its first value. */
  private readUnknown(text: string): Value | undefined {
    const { delimiter, decimal, thousands } = this.context
    const wish: ColumnWish = thousands === undefined ? {} : { thousands }
    const { format } = new ColumnEvidence([text], decimal === undefined ? wish : { ...wish, decimal }).decide({
      decimal,
      delimiter,
    })
    if (format.type === 'unknown') return null
    this.take(format)
    return this.read(text)
  }

  private readDate(text: string): Value | undefined {
    const { date } = this.format
    if (date === undefined && !Number.isNaN(timeOf(text))) return text
    const parts = dateParts(text)
    return parts && isoDate(parts, date ?? 'ymd')
  }

  private intact(text: string): string | undefined {
    return text.includes('\ufffd') ? undefined : text
  }

  /** The time that a text names, in milliseconds since 1970. NaN if it names none. */
  timeOf(text: string): number {
    const number = plainNumber(text)
    if (!Number.isNaN(number)) return number
    const value = this.type === 'date' ? this.readDate(text.trim()) : text.trim()
    const time = timeOf(String(value))
    return Number.isNaN(time) ? Date.parse(String(value)) : time
  }

  /** Keeps a text as an example, if there are not enough. */
  show(text: string): void {
    if (this.examples.length >= EXAMPLES || text.trim() === '') return
    const example = text.length > EXAMPLE_LENGTH ? `${text.slice(0, EXAMPLE_LENGTH)}…` : text
    if (!this.examples.includes(example)) this.examples.push(example)
  }

  /** What a value must be, in words. */
  get expected(): string {
    return EXPECTED[this.type]
  }
}

/** Reads a number while the notation of the column is unknown: only if no other notation makes it another number. */
function clearNumber(text: string): number {
  const [point, comma] = [readNumber(text, PLAIN), readNumber(text, COMMA)]
  return Number.isNaN(comma) || point === comma ? point : Number.NaN
}

const EXPECTED: Readonly<Record<ColumnType, string>> = {
  number: 'a number',
  boolean: 'true or false',
  date: 'a date',
  text: 'a text',
  unknown: 'a value',
}
