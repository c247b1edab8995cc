import { createRandom } from '../../src/kernels/random.js'

/** How much is done: to see that a broken product falls, in CI, or by whoever has the time. */
export type Scale = 'quick' | 'short' | 'long'

export interface Setting {
  readonly seed: number
  readonly scale: Scale
  /** From [0, 1), from the seed. */
  readonly random: () => number
  /** The count of this scale. */
  readonly by: (counts: Readonly<Record<Scale, number>>) => number
  /** Something to do at the end, the last one first, whatever comes of it. */
  readonly after: (close: () => unknown) => void
}

/** Puts a promise to the proof; returns its figure. */
export type Prove = (setting: Setting) => Promise<string>

/** A promise that wasn't kept. */
export class Fell extends Error {}

/** @throws {Fell} unless it holds */
export function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Fell(what)
}

/** What comes of a proof, with all closed that it opened. */
export async function settle<T>(
  prove: (setting: Setting) => Promise<T>,
  { seed, scale }: Pick<Setting, 'seed' | 'scale'>,
): Promise<T> {
  const closing: (() => unknown)[] = []
  const { next: random } = createRandom(seed)
  try {
    return await prove({ seed, scale, random, by: (counts) => counts[scale], after: (close) => closing.push(close) })
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until it holds; returns how many milliseconds that took. @throws {Fell} if it takes longer than `ms` */
export async function within(ms: number, what: string, holds: () => boolean): Promise<number> {
  const begin = performance.now()
  while (!holds()) {
    demand(performance.now() - begin < ms, `${what}: not within ${ms.toFixed(0)} ms`)
    await pause(5)
  }
  return performance.now() - begin
}

export const count = (n: number): string => n.toLocaleString('en-US')

export const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN
