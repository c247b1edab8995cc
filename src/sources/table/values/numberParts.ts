import { plainDigits } from './digits.js'

/** A number in a text, before it is known what its separators mean. */
export interface NumberParts {
  readonly negative: boolean
  /** Digits and separators: '1.234,56'. */
  readonly body: string
  /** 'e5', or nothing. */
  readonly exponent: string
  /** A currency, '%' or a unit of measure. '' if there is none. */
  readonly unit: string
}

/** ISO 4217 codes of common currencies. */
const CODES =
  'USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|CNY|RMB|INR|BRL|MXN|RUB|TRY|KRW|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|UAH|ZAR|SGD|HKD|TWD|THB|IDR|MYR|PHP|VND|ILS|AED|SAR|EGP|NGN|KES|ARS|CLP|COP|PEN|BTC|ETH'
/** May stand before or after a number: a per cent sign, a currency sign, with letters (US$, R$) or without, a code, a short name. */
const CURRENCY = String.raw`[%‰]|[A-Z]{0,3}\p{Sc}|${CODES}|Rs\.?|Fr\.?|kr\.?|zł|Kč|Ft|лв\.?|руб\.?|р\.`
/** May stand after a number: the same, or a unit of measure such as kg, km/h, °C or m². */
const SUFFIX = String.raw`${CURRENCY}|°?\p{L}{1,8}(?:/\p{L}{1,3})?[²³]?\.?|°`
const SIGN = '[-+]'
const BODY = String.raw`\d[\d.,' _\u066b]*|[.,\u066b]\d+`

const NUMBER = new RegExp(
  String.raw`^(\()? ?(${SIGN})? ?(${CURRENCY})? ?(\()? ?(${SIGN})? ?(${BODY})(e[-+]?\d+)? ?(${SUFFIX})? ?(-)? ?(\))?$`,
  'iu',
)
/** Longer texts are no numbers. */
const LENGTH_MAX = 64

/**
 * Takes a number apart: sign, brackets, currency, digits, exponent, unit. A minus may stand before or after. Brackets mean a minus, as
 * in accounts.
 *
 * @returns undefined if the text is no number
 */
export function numberParts(text: string): NumberParts | undefined {
  if (text.length > LENGTH_MAX) return undefined
  const match = NUMBER.exec(plainDigits(text))
  if (!match) return undefined
  const [, outer, sign, before = '', bracket, inner, body = '', exponent = '', after = '', trailing, close] = match
  const open = outer ?? bracket
  const signs = [sign, inner, trailing, outer, bracket].filter((part) => part !== undefined)
  if ((open === undefined) !== (close === undefined) || signs.length > 1 || (before !== '' && after !== ''))
    return undefined
  return { negative: signs.some((part) => part !== '+'), body: body.trim(), exponent, unit: before || after }
}
