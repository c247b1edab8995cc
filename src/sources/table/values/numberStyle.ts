import { ARABIC_DECIMAL } from './digits.js'
import { type NumberParts, numberParts } from './numberParts.js'
import { plainNumber } from './plainNumber.js'

/** How the numbers of a column are written, as plain JSON. */
export interface NumberStyle {
  readonly decimal: '.' | ','
  /** The separator of thousands, if the user gave one. '' for none. Left out: any that can't be decimal. */
  readonly thousands?: string
  /** The currency or unit that values may have. Left out: none. */
  readonly unit?: string
}

/** Numbers as JavaScript writes them. */
export const PLAIN: NumberStyle = { decimal: '.' }

export const COMMA: NumberStyle = { decimal: ',' }

/** Matches an internet address. It looks like a number with groups of three digits. */
const ADDRESS = /^(?:[12]?\d{1,2})(?:\.(?:[12]?\d{1,2})){3}$/

/**
 * Reads a number in a style. Groups of thousands have three digits; with commas, Indian groups of two digits before the last three are
 * read too. The first group has one to three digits and doesn't begin with 0.
 *
 * @returns NaN if the text is no such number
 */
export function readNumber(text: string, style: NumberStyle): number {
  const parts = numberParts(text)
  if (!parts || (parts.unit !== '' && !sameUnit(parts.unit, style.unit ?? ''))) return Number.NaN
  return partsValue(parts, style)
}

export const sameUnit = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** The value of a number that was taken apart. The unit is ignored. */
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

/** Takes the separators out of a whole number. Undefined if its groups are wrong. */
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

/** The ASCII character for a separator: no-break and thin blanks count as blanks, typographic apostrophes as straight ones. */
const likeAscii = (separator: string): string =>
  /\s/.test(separator) ? ' ' : /[’ʼ´٬]/.test(separator) ? "'" : separator
