import { type NumberParts, numberParts } from './numberParts.js'
import { COMMA, PLAIN, sameUnit, partsValue } from './numberStyle.js'
import { plainNumber } from './plainNumber.js'

/**
 * What the first values of a column show about their notation. A value that is a number only with a decimal point ('1.5', '1,234.5')
 * is evidence for it. The same holds for the comma. '1,234' and '1.234' are ambiguous: they are two different numbers.
 */
export interface NumberEvidence {
  /** The number of values that are numbers in some notation. */
  readonly numbers: number
  readonly point: number
  readonly comma: number
  /** The number of ambiguous values, and the separator in the first of them. */
  readonly ambiguous: number
  readonly separator: '.' | ',' | undefined
  /** The first of them, as written. */
  readonly ambiguousExample: string | undefined
  /** The number of whole numbers without separators: below 1000, and from 1000 on. */
  readonly small: number
  readonly large: number
  /** The units, the most frequent first. '' stands for no unit. */
  readonly units: readonly (readonly [unit: string, count: number])[]
  /** Whether some value isn't in JavaScript's notation. */
  readonly styled: boolean
}

/** Collects the evidence of values, without missing ones. */
export function numberEvidence(values: readonly string[]): NumberEvidence {
  const found = { numbers: 0, point: 0, comma: 0, ambiguous: 0, small: 0, large: 0, styled: false }
  let separator: '.' | ',' | undefined
  let ambiguousExample: string | undefined
  const units = new Map<string, number>()
  let bare = 0
  for (const value of values) {
    if (showsPoint(value)) {
      found.numbers += 1
      found.point += 1
      bare += 1
      continue
    }
    const parts = partsOf(value)
    const [point, comma] = parts ? [partsValue(parts, PLAIN), partsValue(parts, COMMA)] : [Number.NaN, Number.NaN]
    if (!parts || (Number.isNaN(point) && Number.isNaN(comma))) continue
    found.numbers += 1
    count(units, parts.unit)
    if (Number.isNaN(plainNumber(value))) found.styled = true
    if (point === comma) {
      if (Math.abs(point) < 1000) found.small += 1
      else if (/^\d+$/.test(parts.body)) found.large += 1
    } else if (Number.isNaN(comma)) found.point += 1
    else if (Number.isNaN(point)) found.comma += 1
    else {
      found.ambiguous += 1
      separator ??= parts.body.includes('.') ? '.' : ','
      ambiguousExample ??= value
    }
  }
  if (bare > 0) units.set('', (units.get('') ?? 0) + bare)
  return { ...found, separator, ambiguousExample, units: [...units].sort(([, a], [, b]) => b - a) }
}

/** The common case: a plain number whose point can't separate thousands. */
const showsPoint = (value: string): boolean => /^-?(?:\d+\.(?:\d{1,2}|\d{4,})|(?:0|\d{4,})\.\d{3})$/.test(value)

/** Takes a number apart. A plain number without a point is the same in all notations. */
function partsOf(value: string): NumberParts | undefined {
  if (!/^-?\d{1,15}$/.test(value)) return numberParts(value)
  const negative = value.startsWith('-')
  return { negative, body: negative ? value.slice(1) : value, exponent: '', unit: '' }
}

function count(units: Map<string, number>, unit: string): void {
  for (const known of units.keys()) {
    if (!sameUnit(known, unit)) continue
    units.set(known, (units.get(known) ?? 0) + 1)
    return
  }
  units.set(unit, 1)
}
