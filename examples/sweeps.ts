import type { Model } from 'eddy'
import { type Observable, Subject } from 'rxjs'

/** One case: inputs, and the output it should give, 0 or 1. */
export interface Case {
  readonly x: readonly number[]
  readonly y: number
}

/** All vectors of `bits` zeros and ones, with what `answer` says of each. */
export function truthTable(bits: number, answer: (x: readonly number[]) => boolean): readonly Case[] {
  return Array.from({ length: 2 ** bits }, (_, row) => {
    const x = Array.from({ length: bits }, (_, bit) => (row >> (bits - 1 - bit)) & 1)
    return { x, y: Number(answer(x)) }
  })
}

export interface SweepOptions {
  /** Outputs above it mean 1: 0 for a logit, 0.5 for a probability. */
  readonly threshold: number
  /** Give up after so many sweeps. */
  readonly most: number
  /** Numbers in [0, 1): a new order of the cases in every sweep. Left out: always the same order. */
  readonly random?: () => number
}

/** A random order of the cases (Fisher-Yates). */
function shuffled(cases: readonly Case[], random: () => number): readonly Case[] {
  const order = [...cases]
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1))
    const [one, other] = [order[chosen], order[last]]
    if (one && other) [order[chosen], order[last]] = [other, one]
  }
  return order
}

/**
 * Sends all cases through the training pipeline, again and again, until the model answers every one of them rightly.
 *
 * @returns the sweeps it took, or Infinity
 */
export function sweepsToSolve(
  model: Model,
  cases: readonly Case[],
  train: (samples$: Observable<Case>) => Observable<unknown>,
  { threshold, most, random }: SweepOptions,
): number {
  const samples$ = new Subject<Case>()
  const training = train(samples$).subscribe()
  const right = ({ x, y }: Case): boolean => Number((model.predict(x)[0] ?? 0) > threshold) === y
  let sweeps = 0
  do {
    for (const each of random ? shuffled(cases, random) : cases) samples$.next(each)
    sweeps += 1
  } while (sweeps < most && !cases.every(right))
  training.unsubscribe()
  return cases.every(right) ? sweeps : Infinity
}

/** The middle of the sorted values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Prints the result of an example; the process fails below the bar. */
export function report(line: string, passed: boolean): void {
  console.log(`${line} ${passed ? '(passed)' : '(BELOW THE BAR)'}`)
  if (!passed) process.exitCode = 1
}
