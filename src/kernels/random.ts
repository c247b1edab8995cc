import { checkOption, number, required } from '../options.js'
import { log } from './transcendental.js'

/**
 * The generator xoshiro128++ 1.0 (Blackman and Vigna, 2019): 128 bits of state, period 2^128 - 1.
 * Seeded by splitmix32, the 32-bit mixer of MurmurHash3 over a Weyl sequence.
 */

/** Four 32-bit words, signed or not: the bits are what counts. */
type Words = Int32Array | Uint32Array

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k))

/** Advances the state at words[at .. at+3] and returns 32 random bits as a number in [0, 2^32). */
export const nextBits = (words: Words, at: number): number => {
  const s0 = words[at] as number
  const s1 = words[at + 1] as number
  let s2 = words[at + 2] as number
  let s3 = words[at + 3] as number
  const result = (rotate((s0 + s3) | 0, 7) + s0) >>> 0
  const shifted = s1 << 9
  s2 ^= s0
  s3 ^= s1
  words[at + 1] = s1 ^ s2
  words[at] = s0 ^ s3
  words[at + 2] = s2 ^ shifted
  words[at + 3] = rotate(s3, 11)
  return result
}

/** Writes the state that `seed` (any number; its low 32 bits count) starts from to words[at .. at+3]. */
export const seedWords = (words: Words, at: number, seed: number): void => {
  let weyl = seed | 0
  for (let i = 0; i < 4; i++) {
    weyl = (weyl + 0x9e3779b9) | 0
    let mixed = Math.imul(weyl ^ (weyl >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    words[at + i] = mixed ^ (mixed >>> 16)
  }
}

/** A seeded generator; copy `state` to save it, write to it to restore it. */
export interface Random {
  readonly state: Uint32Array
  /** Uniform in [0, 1), with 32 bits. */
  next(): number
  /** Standard normal, to float32 precision. Keeps nothing between calls: `state` is all there is to save. */
  normal(): number
}

/** The polar method (Marsaglia and Bray, 1964), with our own log: engines differ in theirs. */
const polar = (next: () => number): number => {
  for (;;) {
    const x = 2 * next() - 1
    const y = 2 * next() - 1
    const square = Math.fround(x * x + y * y)
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square)
  }
}

/** The same seed gives the same numbers on every engine. */
export const createRandom = (seed: number): Random => {
  checkOption('createRandom', 'seed', seed, required(number()))
  const state = new Uint32Array(4)
  seedWords(state, 0, seed)
  const next = (): number => nextBits(state, 0) / 4294967296
  return { state, next, normal: () => polar(next) }
}
