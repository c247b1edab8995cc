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
  /** Left out: only digits were seen. */
  readonly number?: NumberStyle
  /** Whether values are times that become seconds. */
  readonly clock?: boolean
  /** Left out: ISO 8601, which is not changed. */
  readonly date?: DateOrder
  /** Marks of missing values in this column, added to the known ones. */
  readonly missing?: readonly string[]
  /** Whether texts are taken exactly as written. */
  readonly asWritten?: boolean
}

/** What the options say about a column. */
export interface ColumnWish {
  readonly kind?: 'text' | 'number'
  readonly decimal?: Decimal
  readonly thousands?: string
}

/** At most this share of values may not fit the type of a column. Their rows are set aside. */
const SLIPS = 0.05
/** Texts among numbers are marks of missing values if there are at most this many, and so many different numbers. */
const TOKENS_MAX = 3
const NUMBERS_MIN = 10
const DIFFERENT_MIN = 8

/** The first values of a column, and what they show. */
export class ColumnEvidence {
  /** The values without those that are missing in any kind of column. */
  readonly present: readonly string[]
  /** The values without those that are missing or infinite among numbers. */
  readonly values: readonly string[]
  readonly infinite: number
  readonly numbers: NumberEvidence
  private readonly wish: ColumnWish

  /** @param values trimmed, without those that the user calls missing */
  constructor(values: readonly string[], wish: ColumnWish) {
    this.wish = wish
    this.present = values.filter((value) => !isMissing(value))
    const finite = this.present.filter((value) => !isInfinite(value))
    this.infinite = this.present.length - finite.length
    this.values = finite.filter((value) => !isMissingNumber(value))
    this.numbers = numberEvidence(wish.kind === 'text' ? [] : this.values)
  }

  /** Decides how the column is read. The rest of the table helps if the column is ambiguous. */
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

  /** The notation of the numbers, and how many values are numbers in it. */
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

  /** The unit of the column. '' if there is none, undefined if there are several. */
  private unit(): string | undefined {
    const { units, numbers } = this.numbers
    const named = units.filter(([unit]) => unit !== '')
    const [[unit = '', count = 0] = []] = named
    const others = named.slice(1).reduce((sum, [, times]) => sum + times, 0)
    if (others > SLIPS * numbers) return undefined
    // Some values may lack the currency. Letters after some numbers may be part of a code.
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

  /** The few texts that stand for missing values among numbers. Undefined if this is no column of numbers. */
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

/** How a column is read, and what the user should know about it. */
export interface DecidedColumn {
  readonly format: ColumnFormat
  /** The number of values that are numbers in the notation of the column. */
  readonly fits?: number
  /** Whether the numbers could be read otherwise. */
  readonly guessed?: boolean
  readonly mixedUnits?: boolean
  /** Texts that stand for missing values. */
  readonly marks?: readonly string[]
  /** Whether the values are dates whose day and month can't be told apart. */
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
