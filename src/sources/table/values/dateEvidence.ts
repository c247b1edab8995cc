import { type DateOrder, type DateParts, dateParts, isoDate } from './dateText.js'

/** What the first values of a column show about dates. */
export interface DateEvidence {
  /** The share of values that are dates, from 0 to 1. */
  readonly share: number
  /** Undefined if day and month can't be told apart. */
  readonly order: DateOrder | undefined
  /** Whether all values are ISO 8601 already. */
  readonly iso: boolean
}

/** Collects the evidence of values, without missing ones. */
export function dateEvidence(values: readonly string[]): DateEvidence {
  const parts = values.map(dateParts)
  const dates = parts.filter((date) => date !== undefined)
  const open = dates.filter(({ order }) => order === undefined)
  const fits = (order: DateOrder, among: readonly DateParts[]): number =>
    among.filter((date) => isoDate(date, order) !== undefined).length
  const [dmy, mdy] = [fits('dmy', open), fits('mdy', open)]
  const known = dates.find(({ order }) => order !== undefined)?.order
  const order =
    open.length === 0 ? known : dmy === mdy ? (known === 'ymd' ? undefined : known) : dmy > mdy ? 'dmy' : 'mdy'
  return {
    share: values.length === 0 ? 0 : fits(order ?? 'dmy', dates) / values.length,
    order,
    iso: values.every((value) => ISO.test(value)),
  }
}

/** The form that the feature stage `dates` reads. */
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
