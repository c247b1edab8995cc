/** The order of year, month and day. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy'

/** A date in a text, before it is known which of the numbers is the month. */
export interface DateParts {
  readonly first: number
  readonly second: number
  readonly third: number
  /** The order, if the text shows it: by a year of four digits in front, the name of the month, or points. */
  readonly order: DateOrder | undefined
  /** 'T14:03:00Z', or nothing. */
  readonly time: string
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const NAME = String.raw`(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?`
const TIME = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([ap]\.?m\.?)? ?(Z|UTC|GMT|[-+]\d{2}(?::?\d{2})?)?(?: UTC)?)?`
const WEEKDAY = String.raw`(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? )?`
const NUMERIC = new RegExp(String.raw`^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})${TIME}$`, 'i')
const DAY_FIRST = new RegExp(
  String.raw`^${WEEKDAY}(\d{1,2})(?:st|nd|rd|th|\.)?[- /]?${NAME}[- /,]{1,2}(\d{2,4})${TIME}$`,
  'i',
)
const MONTH_FIRST = new RegExp(String.raw`^${WEEKDAY}${NAME}[- /]?(\d{1,2})(?:st|nd|rd|th)?,?[- /](\d{4})${TIME}$`, 'i')
const LENGTH_MAX = 48

/** Takes a date apart. Undefined if the text is no date. */
export function dateParts(text: string): DateParts | undefined {
  if (text.length > LENGTH_MAX || text.length < 6) return undefined
  return numericParts(text) ?? namedParts(text)
}

function numericParts(text: string): DateParts | undefined {
  const match = NUMERIC.exec(text)
  if (!match) return undefined
  const [, first = '', separator, second = '', third = '', ...clock] = match
  const yearFirst = first.length === 4
  // 1.2.30 is a version. A year of two digits needs two digits of day and month, except in 1/15/25.
  const short = third.length === 2 && (separator === '/' || (first.length === 2 && second.length === 2))
  const fits = yearFirst ? third.length <= 2 : first.length <= 2 && (third.length === 4 || short)
  if (!fits) return undefined
  const time = timeText(clock)
  const order = yearFirst ? 'ymd' : separator === '.' ? 'dmy' : undefined
  return time === undefined ? undefined : { first: +first, second: +second, third: +third, order, time }
}

function namedParts(text: string): DateParts | undefined {
  const day = DAY_FIRST.exec(text)
  const [, a = '', b = '', year = '', ...clock] = day ?? MONTH_FIRST.exec(text) ?? []
  const time = timeText(clock)
  if (year === '' || year.length === 3 || time === undefined) return undefined
  const month = MONTHS.indexOf((day ? b : a).slice(0, 3).toLowerCase()) + 1
  return { first: +(day ? a : b), second: month, third: +year, order: 'dmy', time }
}

/** The time of day in ISO 8601. Undefined if there is no such time. */
function timeText(clock: readonly (string | undefined)[]): string | undefined {
  const [hours, minutes = '', seconds = '00', fraction, half, zone] = clock
  if (hours === undefined) return ''
  let hour = +hours
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined
    hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0)
  }
  if (hour > 23 || +minutes > 59 || +seconds > 59) return undefined
  const offset = zone === undefined ? '' : /^[zug]/i.test(zone) ? 'Z' : zone.length === 3 ? `${zone}:00` : zone
  return `T${two(hour)}:${minutes}:${seconds}${fraction === undefined ? '' : `.${fraction.slice(0, 3)}`}${offset}`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Completes a year of two digits: 00 to 69 are in this century. */
const yearOf = (year: number): number => (year > 99 ? year : year < 70 ? 2000 + year : 1900 + year)

/** The date in ISO 8601. Undefined if there is no such day. */
export function isoDate({ first, second, third, time, order }: DateParts, column: DateOrder): string | undefined {
  const by = order ?? column
  if (order === undefined && column === 'ymd') return undefined
  const [year, month, day] =
    by === 'ymd'
      ? [first, second, third]
      : by === 'dmy'
        ? [yearOf(third), second, first]
        : [yearOf(third), first, second]
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  return `${year}-${two(month)}-${two(day)}${time}`
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
