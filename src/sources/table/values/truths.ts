/** Pairs of spellings of true and false, in lower case. The first two are words. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['t', 'f'],
  ['y', 'n'],
  ['1', '0'],
  ['1.0', '0.0'],
  ['on', 'off'],
]
const WORDS = new Set(['true', 'false', 'yes', 'no'])
const TRUTHS: ReadonlyMap<string, boolean> = new Map(
  PAIRS.flatMap(([yes, no]) => [[yes, true] as const, [no, false] as const]),
)

/** What a spelling of true or false means; undefined for other texts. */
export const truthOf = (text: string): boolean | undefined => TRUTHS.get(text.toLowerCase())

/** Whether a text is 'true', 'false', 'yes' or 'no', in any case. */
export const isTruthWord = (text: string): boolean => WORDS.has(text.toLowerCase())

/** Whether different spellings are those of true and false, and of both: letters and digits alone are not enough. */
export function areTruths(spellings: readonly string[]): boolean {
  const meant = new Set(spellings.map(truthOf))
  return meant.size === 2 && !meant.has(undefined) && spellings.some(isTruthWord)
}

/** Whether the spellings are more than one pair: 'yes' and 'no' are clear without a rule, with 'TRUE' they aren't. */
export const needRule = (spellings: readonly string[]): boolean => spellings.length > 2
