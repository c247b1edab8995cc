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

/** The truth that a text spells. Undefined for other texts. */
export const truthOf = (text: string): boolean | undefined => TRUTHS.get(text.toLowerCase())

/** Tells whether a text is 'true', 'false', 'yes' or 'no', in any case. */
export const isTruthWord = (text: string): boolean => WORDS.has(text.toLowerCase())

/** Tells whether all texts are spellings of true and false, and both occur. At least one must be a word. */
export function areTruths(spellings: readonly string[]): boolean {
  const meant = new Set(spellings.map(truthOf))
  return meant.size === 2 && !meant.has(undefined) && spellings.some(isTruthWord)
}

/** Tells whether there are more spellings than one pair. 'yes' and 'no' alone need no rule; with 'TRUE' they do. */
export const needRule = (spellings: readonly string[]): boolean => spellings.length > 2
