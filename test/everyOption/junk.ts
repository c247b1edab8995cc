/** Values that are hardly ever right, by their kinds. */
export const junk = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-1e308': -1e308,
  '1e308': 1e308,
  half: 0.5,
  zero: 0,
  text: 'nonsense',
  'empty text': '',
  null: null,
  symbol: Symbol('nonsense'),
  bigint: 5n,
  true: true,
  object: {},
  array: [],
  function: () => 1,
} as const satisfies Readonly<Record<string, unknown>>

export type Kind = keyof typeof junk

export const kinds = Object.keys(junk) as readonly Kind[]

/* Which of them an option takes, by what it is. All others must be refused. */

export const nothing: readonly Kind[] = []
export const text: readonly Kind[] = ['text']
export const callback: readonly Kind[] = ['function']
export const flag: readonly Kind[] = ['true']
/** A whole number of at least 1. */
export const count: readonly Kind[] = nothing
/** A whole number that may be 0. */
export const whole: readonly Kind[] = ['zero']
/** From 0 to below 1, or to 1. */
export const fraction: readonly Kind[] = ['half', 'zero']
/** Between 0 and 1, both left out. */
export const share: readonly Kind[] = ['half']
/** Above 0, and finite in float32. */
export const positive: readonly Kind[] = ['half']
/** 0 or more, and finite in float32. */
export const notNegative: readonly Kind[] = ['half', 'zero']
/** Above 0, in double precision. */
export const positiveDouble: readonly Kind[] = ['half', '1e308']
/** 0 or more, in double precision. */
export const notNegativeDouble: readonly Kind[] = ['half', 'zero', '1e308']
/** Any finite number, in double precision. */
export const finite: readonly Kind[] = ['-1e308', '1e308', 'half', 'zero']
/** A list that may be empty. */
export const list: readonly Kind[] = ['array']
/** Options of its own, none of which is required. */
export const options: readonly Kind[] = ['object']
export const label: readonly Kind[] = ['text', 'empty text', 'true', 'half', 'zero', '-1e308', '1e308']
