import { createRandom } from 'eddy'

/** The characters; a character is its place here. */
export const CHARACTERS = ' .aeioubdfgklmnprst'
/** Characters the network looks back on. */
export const WINDOW = 16

export type Kind = 'noun' | 'verb' | 'adjective' | 'adverb'

/** A word of the language. */
export interface Word {
  readonly spelling: string
  readonly kind: Kind
  /** Among those of its kind, in the order in which they came up. */
  readonly index: number
}

export interface TextSample {
  /** The last characters. */
  readonly x: readonly number[]
  /** The next one: the only label the network is given. */
  readonly y: number
  /** Just after a word, which only the generator knows. */
  readonly word?: Word
}

const KINDS: readonly Kind[] = ['noun', 'verb', 'adjective', 'adverb']
const [VOWELS, CONSONANTS, ENDINGS] = ['aeiou', 'bdfgklmnprst', 'lmnrst']
/** Words of each kind, first and last. */
const [FEWEST, MOST] = [4, 12]

/**
 * Sentences of a made-up grammar, character by character: (adjective) noun verb (adverb) (adjective) noun. Words are made
 * of random syllables, so that their spelling says nothing of their kind. A new word of each kind comes up every
 * `newEvery` characters, until there are twelve of each.
 */
export function* textStream(seed: number, newEvery: number): Generator<TextSample, never> {
  const { next } = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
  const letter = (letters: string): string => pick([...letters])
  const syllable = (): string => letter(CONSONANTS) + letter(VOWELS)
  const coined = (): string =>
    syllable() + syllable() + (next() < 0.5 ? syllable() : '') + (next() < 0.5 ? letter(ENDINGS) : '')
  const words = new Map<Kind, Word[]>(KINDS.map((kind) => [kind, []]))
  const known = new Set<string>()
  const grow = (): void => {
    for (const [kind, list] of words) {
      let spelling = coined()
      while (known.has(spelling)) spelling = coined()
      known.add(spelling)
      list.push({ spelling, kind, index: list.length })
    }
  }
  while (known.size < FEWEST * KINDS.length) grow()
  const maybe = (kind: Kind, chance: number): readonly Kind[] => (next() < chance ? [kind] : [])
  const nounPhrase = (): readonly Kind[] => [...maybe('adjective', 0.5), 'noun']
  let window: readonly number[] = new Array<number>(WINDOW).fill(0)
  for (let written = 0; ; ) {
    const sentence = [...nounPhrase(), 'verb' as const, ...maybe('adverb', 0.3), ...nounPhrase()]
    let before: Word | undefined
    for (const [place, kind] of sentence.entries()) {
      const word = pick(words.get(kind) ?? [])
      const spelled = word.spelling + (place === sentence.length - 1 ? '. ' : ' ')
      for (const character of spelled) {
        const y = CHARACTERS.indexOf(character)
        yield { x: window, y, ...(before ? { word: before } : {}) }
        before = undefined
        window = [...window.slice(1), y]
        written += 1
        if (written % newEvery === 0 && known.size < MOST * KINDS.length) grow()
      }
      // After the last word of a sentence comes a full stop; the probes look at words within.
      before = spelled.endsWith('. ') ? undefined : word
    }
  }
}
