import { ARABIC_DECIMAL } from './digits.js'
import { type NumberParts, numberParts } from './numberParts.js'
import { plainNumber } from './plainNumber.js'

/** How the numbers of a column are written, as plain JSON. */
export interface NumberStyle {
  readonly decimal: '.' | ','
  /** What separates thousands, where one character was asked for; '' for nothing. Left out: whatever can't be decimal. */
  readonly thousands?: string
  /** The currency or unit that values may have; '' for none. Left out: none, and the numbers are JavaScript's own. */
  readonly unit?: string
}

/** Numbers as JavaScript writes them. */
export const PLAIN: NumberStyle = { decimal: '.' }

export const COMMA: NumberStyle = { decimal: ',' }

/** Four groups of three digits, each below 256, are an address of the internet. */
const ADDRESS = /^(?:[12]?\d{1,2})(?:\.(?:[12]?\d{1,2})){3}$/

/**
 * The number that a text is in a style; NaN where it is none.
 *
 * Thousands are groups of three digits (or, with commas, the Indian groups of two before the last three), the first of one to
 * three digits and not beginning with 0.
 */
export function readNumber(text: string, style: NumberStyle): number {
  const parts = numberParts(text)
  if (!parts || (parts.unit !== '' && !sameUnit(parts.unit, style.unit ?? ''))) return Number.NaN
  return partsValue(parts, style)
}

export const sameUnit = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** The value of parts whose unit is of no interest. */
export function partsValue({ body, exponent, negative }: NumberParts, style: NumberStyle): number {
  if (ADDRESS.test(body)) return Number.NaN
  const decimal = body.includes(ARABIC_DECIMAL) ? ARABIC_DECIMAL : style.decimal
  const at = body.lastIndexOf(decimal)
  const whole = at < 0 ? body : body.slice(0, at)
  const fraction = at < 0 ? '' : body.slice(at + 1)
  if (!/^\d*$/.test(fraction) || (whole === '' && fraction === '')) return Number.NaN
  const digits = withoutGroups(whole, decimal, style.thousands)
  if (digits === undefined) return Number.NaN
  const value = plainNumber(`${digits === '' ? '0' : digits}.${fraction === '' ? '0' : fraction}${exponent}`)
  return negative ? -value : value
}

/** The digits of a whole number, its groups checked; undefined where they are none. */
function withoutGroups(whole: string, decimal: string, thousands: string | undefined): string | undefined {
  if (/^\d*$/.test(whole)) return whole
  const [separator = ''] = /[^\d]/.exec(whole) ?? []
  const allowed =
    thousands === undefined ? separator !== decimal && separator !== '_' : separator === likeAscii(thousands)
  if (!allowed) return undefined
  const groups = whole.split(separator)
  const [first = '', ...rest] = groups
  const threes = rest.every((group) => /^\d{3}$/.test(group))
  const indian =
    separator === ',' && rest.every((group, i) => (i === rest.length - 1 ? /^\d{3}$/ : /^\d{2}$/).test(group))
  return /^[1-9]\d{0,2}$/.test(first) && (threes || indian) ? groups.join('') : undefined
}

/** A no-break or thin blank separates as a blank does, a typographic apostrophe as a straight one. */
const likeAscii = (separator: string): string =>
  /\s/.test(separator) ? ' ' : /[’ʼ´٬]/.test(separator) ? "'" : separator
