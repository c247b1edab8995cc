import { createRandom } from 'eddy'

/** A word of two syllables of two phonemes, and what only the generator knows. */
export interface Spoken {
  /** Four phonemes end to end. */
  readonly x: readonly number[]
  /** The word: the only label the network is given. */
  readonly y: number
  readonly phoneme: number
  readonly syllableType: number
}

const CONSONANTS = 6
const VOWELS = 6
const TYPES = 4
const WORDS = 6
const NOISE = 0.15

/** Numbers in [0, 1), and normal ones. */
export type Random = ReturnType<typeof createRandom>

/**
 * A made-up language: a random table gives each pair of a consonant and a vowel one of four types of syllable, another
 * gives each pair of types one of six words. Neither table is additive, so that a type cannot be read off the two
 * phonemes separately, nor a word off its two types.
 *
 * @param phonemesOf the twelve phonemes, as vectors of one length
 */
export function hierarchyStream(
  seed: number,
  phonemesOf: (random: Random, count: number) => readonly (readonly number[])[],
): () => Spoken {
  const random = createRandom(seed)
  const below = (count: number): number => Math.floor(random.next() * count)
  const phonemes = phonemesOf(random, CONSONANTS + VOWELS)
  const typeOf = Array.from({ length: CONSONANTS }, () => Array.from({ length: VOWELS }, () => below(TYPES)))
  const wordOf = Array.from({ length: TYPES }, () => Array.from({ length: TYPES }, () => below(WORDS)))
  const syllable = () => {
    const consonant = below(CONSONANTS)
    const vowel = below(VOWELS)
    return { type: typeOf[consonant]?.[vowel] ?? 0, sounds: [consonant, CONSONANTS + vowel] }
  }
  return () => {
    const first = syllable()
    const second = syllable()
    return {
      x: [...first.sounds, ...second.sounds].flatMap((sound) =>
        (phonemes[sound] ?? []).map((value) => value + NOISE * random.normal()),
      ),
      y: wordOf[first.type]?.[second.type] ?? 0,
      phoneme: first.sounds[0] ?? 0,
      syllableType: first.type,
    }
  }
}

/** Random unit vectors of 12 numbers. */
export function sounds(random: Random, count: number): readonly (readonly number[])[] {
  return Array.from({ length: count }, () => {
    const vector = Array.from({ length: 12 }, () => random.normal())
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
    return vector.map((value) => value / length)
  })
}

/** Bars in patches of 4x4: four directions, three places each, in random order. */
export function bars(random: Random, count: number): readonly (readonly number[])[] {
  const across: readonly ((row: number, column: number) => number)[] = [
    (row) => row - 1.5,
    (_, column) => column - 1.5,
    (row, column) => (row - column) * Math.SQRT1_2,
    (row, column) => (row + column - 3) * Math.SQRT1_2,
  ]
  const patches = across.flatMap((distance) =>
    [-1, 0, 1].map((place) =>
      Array.from({ length: 16 }, (_, pixel) => {
        const away = Math.abs(distance(Math.floor(pixel / 4), pixel % 4) - place)
        return Math.max(0, 1 - away)
      }),
    ),
  )
  return patches
    .map((patch) => ({ patch, order: random.next() }))
    .sort((one, other) => one.order - other.order)
    .slice(0, count)
    .map(({ patch }) => patch)
}
