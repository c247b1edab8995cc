import { describeValue } from '../describeValue.js'

/** A value of a record as the feature stages read it. `null` and `undefined`: missing. */
export type PlainValue = number | string | boolean | null | undefined

/**
 * A value of a record in plain form. A `Date` becomes ISO 8601 text in UTC, which `dates()` reads. An invalid date and NaN are
 * missing. Everything else stays as it is, for the caller to check.
 */
export function plainValue(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  return Number.isNaN(value) ? null : value
}

/**
 * Why an object can't be a record of named values, or undefined if it can. A Map, a Set, a Date, a Promise and their kin have no
 * named values of their own, so that they would count as an empty record.
 */
export function notARecord(x: object): string | undefined {
  const tag = Object.prototype.toString.call(x)
  if (tag === '[object Object]') return undefined
  const hint = x instanceof Map ? '; `Object.fromEntries(map)` makes a record of a Map' : ''
  return `expected a vector of numbers, or a record of named values, got ${describeValue(x)}${hint}`
}
