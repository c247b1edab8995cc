import { type DateEvidence, dateEvidence } from './dateEvidence.js'
import type { DateOrder } from './dateText.js'
import { secondsOf } from './clockText.js'
import { type Decimal, decideDecimal } from './decideStyle.js'
import { isInfinite, isMissing, isMissingNumber } from './missingMarks.js'
import { type NumberEvidence, numberEvidence } from './numberEvidence.js'
import { type NumberStyle, readNumber } from './numberStyle.js'
import { plainNumber } from './plainNumber.js'
import { areTruths, needRule, truthOf } from './truths.js'

export type ColumnType = 'number' | 'boolean' | 'date' | 'text' | 'unknown'

/** How the values of a column are read, as plain JSON. */
export interface ColumnFormat {
  readonly type: ColumnType
  /** Left out: nothing but digits was seen. */
  readonly number?: NumberStyle
  /** Whether the numbers are seconds, written as hours, minutes and seconds. */
  readonly clock?: boolean
  /** Left out: ISO 8601, which is left as it is. */
  readonly date?: DateOrder
  /** Marks for missing values of this column, besides those that are known. */
  readonly missing?: readonly string[]
  /** The text exactly as it is written. */
  readonly asWritten?: boolean
}

/** What the user says of a column. */
export interface ColumnWish {
  readonly kind?: 'text' | 'number'
  readonly decimal?: Decimal
  readonly thousands?: string
}

/** Share of the first values of a column that may be slips: those rows are set aside, and the column keeps its type. */
const SLIPS = 0.05
/** Texts among numbers are marks for missing values where they are so few and come again, and the numbers so many and different. */
const TOKENS_MAX = 3
const NUMBERS_MIN = 10
const DIFFERENT_MIN = 8

/** The first values of a column, sorted out. */
export class ColumnEvidence {
  /** Those that are no mark for a missing value, wherever it stands. */
  readonly present: readonly string[]
  /** Those that aren't missing or infinite among numbers either. */
  readonly values: readonly string[]
  readonly infinite: number
  readonly numbers: NumberEvidence
  private readonly wish: ColumnWish

  /** @param values trimmed, those that the user calls missing left out */
  constructor(values: readonly string[], wish: ColumnWish) {
    this.wish = wish
    this.present = values.filter((value) => !isMissing(value))
    const finite = this.present.filter((value) => !isInfinite(value))
    this.infinite = this.present.length - finite.length
    this.values = finite.filter((value) => !isMissingNumber(value))
    this.numbers = numberEvidence(wish.kind === 'text' ? [] : this.values)
  }

  /** What the column is, and how sure that is; in the light of the rest of the table. */
  decide(table: { readonly decimal: Decimal | undefined; readonly delimiter: string | undefined }): DecidedColumn {
    const { kind } = this.wish
    if (kind === 'text') return { format: { type: 'text', asWritten: true } }
    const number = this.asNumbers(table)
    if (kind === 'number') return { ...number, format: { type: 'number', ...number.format } }
    if (this.values.length === 0) {
      return { format: { type: this.infinite > 0 ? 'number' : 'unknown' } }
    }
    if (number.fits >= (1 - SLIPS) * this.values.length)
      return { ...number, format: { type: 'number', ...number.format } }
    if (this.areFlags()) return { format: { type: 'boolean' } }
    const clocks = this.values.filter((value) => !Number.isNaN(secondsOf(value))).length
    if (clocks >= (1 - SLIPS) * this.values.length) return { format: { type: 'number', clock: true }, fits: clocks }
    const date = dateEvidence(this.values)
    if (date.share >= 1 - SLIPS) return dated(date)
    const missing = this.marks(number)
    if (missing) return { ...number, format: { type: 'number', ...number.format, missing }, marks: missing }
    return { format: { type: 'text' }, fits: number.fits, mixedUnits: number.mixedUnits }
  }

  /** The notation that most values are numbers in, and how many are. */
  private asNumbers(table: {
    readonly decimal: Decimal | undefined
    readonly delimiter: string | undefined
  }): AsNumbers {
    const { numbers, wish, values } = this
    const chosen =
      wish.decimal === undefined ? decideDecimal(numbers, table) : { decimal: wish.decimal, guessed: false }
    const unit = this.unit()
    const style: NumberStyle = {
      decimal: chosen.decimal,
      ...(wish.thousands === undefined ? {} : { thousands: wish.thousands }),
      ...(unit === undefined || unit === '' ? {} : { unit }),
    }
    const plain = !numbers.styled && style.decimal === '.' && wish.thousands === undefined
    const read = plain ? plainNumber : (value: string) => readNumber(value, style)
    const fits = values.filter((value) => !Number.isNaN(read(value))).length
    return {
      format: plain && numbers.point === 0 ? {} : { number: style },
      fits,
      guessed: chosen.guessed && numbers.ambiguous > 0,
      mixedUnits: unit === undefined && numbers.numbers >= (1 - SLIPS) * values.length,
    }
  }

  /** The one unit of the column, '' for none; undefined where there are several. */
  private unit(): string | undefined {
    const { units, numbers } = this.numbers
    const named = units.filter(([unit]) => unit !== '')
    const [[unit = '', count = 0] = []] = named
    const others = named.slice(1).reduce((sum, [, times]) => sum + times, 0)
    if (others > SLIPS * numbers) return undefined
    // A currency may be left out now and then; a letter after a number may be part of a code.
    return count >= (1 - SLIPS) * numbers || /[\p{Sc}%‰]/u.test(unit) || count === 0 ? unit : undefined
  }

  private areFlags(): boolean {
    const { values } = this
    const truths = values.filter((value) => truthOf(value) !== undefined)
    if (truths.length < (1 - SLIPS) * values.length) return false
    const spellings = [...new Set(truths)]
    if (spellings.every((value) => /^(true|false)$/i.test(value))) return true
    return areTruths(spellings) && needRule(spellings)
  }

  /** The few texts that stand for missing values in a column of numbers; undefined where it is none. */
  private marks({ fits, format }: AsNumbers): readonly string[] | undefined {
    if (fits < NUMBERS_MIN || fits < this.values.length / 2) return undefined
    const style = format.number
    const isNumber = (value: string): boolean => !Number.isNaN(style ? readNumber(value, style) : plainNumber(value))
    const others = this.values.filter((value) => !isNumber(value))
    const texts = new Set(others)
    const different = new Set(this.values.filter(isNumber)).size
    const again = [...texts].every((text) => others.indexOf(text) < others.lastIndexOf(text))
    const few = texts.size <= TOKENS_MAX && different >= DIFFERENT_MIN && again
    return few && ![...texts].some((text) => /\p{N}/u.test(text)) ? [...texts] : undefined
  }
}

/** A column as it will be read, and what has to be said of it. */
export interface DecidedColumn {
  readonly format: ColumnFormat
  /** Values that are numbers in the notation of the column. */
  readonly fits?: number
  /** Whether another reading of the numbers was possible. */
  readonly guessed?: boolean
  readonly mixedUnits?: boolean
  /** Texts that were found to stand for missing values. */
  readonly marks?: readonly string[]
  /** Dates of which day and month can't be told apart. */
  readonly ambiguousDates?: boolean
}

interface AsNumbers {
  readonly format: Pick<ColumnFormat, 'number'>
  readonly fits: number
  readonly guessed: boolean
  readonly mixedUnits: boolean
}

function dated({ order, iso }: DateEvidence): DecidedColumn {
  if (iso) return { format: { type: 'date' } }
  return order === undefined
    ? { format: { type: 'text' }, ambiguousDates: true }
    : { format: { type: 'date', date: order } }
}
