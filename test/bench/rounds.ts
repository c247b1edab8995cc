import type { TrainStep } from './contestants.js'
import type { BenchSample } from './networks.js'

/** Steps a second of one contestant: the median over the rounds, and the extremes. */
export interface Speed {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** Losses added up here end in the report, so no step can be optimised away. */
export const consumed: { sum: number } = { sum: 0 }

function stepsPerSecond(train: TrainStep, samples: readonly BenchSample[], seconds: number): number {
  const begin = performance.now()
  const end = begin + seconds * 1000
  let steps = 0
  let now = begin
  // The clock is read every 32 steps: reading it each time would cost a small network a tenth of its speed.
  while (now < end) {
    for (let i = 0; i < 32; i++) {
      const sample = samples[steps % samples.length]
      if (sample) consumed.sum += train(sample)
      steps += 1
    }
    now = performance.now()
  }
  return (steps * 1000) / (now - begin)
}

/**
 * Times the contestants in turn, round after round, so that a machine that gets slower or faster meanwhile is fair to
 * all of them. The first round warms the compiler and is not counted.
 */
export function race(
  trains: Readonly<Record<string, TrainStep>>,
  samples: readonly BenchSample[],
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Readonly<Record<string, Speed>> {
  const speeds = new Map<string, number[]>()
  for (let round = 0; round <= rounds; round++) {
    for (const [name, train] of Object.entries(trains)) {
      const speed = stepsPerSecond(train, samples, seconds)
      if (round > 0) speeds.set(name, [...(speeds.get(name) ?? []), speed])
    }
  }
  return Object.fromEntries([...speeds].map(([name, values]) => [name, summary(values)]))
}

function summary(values: readonly number[]): Speed {
  const sorted = [...values].sort((a, b) => a - b)
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    least: sorted[0] ?? Number.NaN,
    most: sorted[sorted.length - 1] ?? Number.NaN,
  }
}
