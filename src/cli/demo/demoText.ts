import type { Progress } from './demoView.js'
import type { Errors } from './forecaster.js'

/** A share of the CPU as a percentage, "12.3%". */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}

/** Errors are differences of percentages: points. */
export function points(share: number): string {
  return Number.isFinite(share) ? (share * 100).toFixed(2) : '-'
}

/** Model against baseline in words: "12% better". */
export function comparison({ model, baseline }: Errors): string {
  if (!(model >= 0 && baseline > 0)) return 'not known yet'
  const gain = Math.round((1 - model / baseline) * 100)
  if (gain === 0) return 'as good'
  return gain > 0 ? `${gain}% better` : `${-gain}% worse`
}

export function samplesPerSecond(samples: number, seconds: number): number {
  return seconds > 0 ? samples / seconds : 0
}

/** The last lines, for people. */
export function summary(last: Progress | undefined, seconds: number): readonly string[] {
  if (last === undefined || last.samples === 0) {
    return [`Stopped after ${seconds.toFixed(1)} s, before the first sample could be learned: that takes two seconds.`]
  }
  const { samples, rejected, mae, windowedMae, loss } = last
  const aside = rejected > 0 ? `, ${rejected} set aside` : ''
  const rate = samplesPerSecond(samples, seconds).toFixed(1)
  return [
    `Learned ${samples} samples in ${seconds.toFixed(1)} s (${rate} a second${aside}); last loss ${loss.toFixed(3)}.`,
    'CPU one second ahead, mean absolute error in points (lower is better):',
    `  in all         model ${points(mae.model)}   it stays as it is ${points(mae.baseline)}   ${comparison(mae)}`,
    `  last half min  model ${points(windowedMae.model)}   it stays as it is ${points(windowedMae.baseline)}   ${comparison(windowedMae)}`,
  ]
}
