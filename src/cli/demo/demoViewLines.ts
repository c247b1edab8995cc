import { comparison, percent, points, samplesPerSecond, summary } from './demoText.js'
import type { DemoView, Progress } from './demoView.js'
import { everySecond } from './everySecond.js'
import type { Printer } from '../terminal/printer.js'

/** A plain line a second, for pipes and logs. */
export function linesView(output: Printer): DemoView {
  const due = everySecond()
  return {
    begin(seconds, url) {
      const end = seconds === undefined ? 'ctrl-C stops' : `for ${seconds} s, ctrl-C stops earlier`
      output.lines([
        `Learning this machine's vitals: its CPU load one second ahead (${end}).`,
        `Watch it learn: ${url}`,
      ])
    },
    show(progress) {
      if (due(progress.seconds)) output.line(line(progress))
    },
    end(last, seconds) {
      output.lines(summary(last, seconds))
    },
  }
}

function line({ seconds, cpu, ahead, samples, loss, windowedMae }: Progress): string {
  const parts = [`${Math.floor(seconds)} s`, `cpu ${percent(cpu)}`]
  if (ahead !== undefined) parts.push(`in a second ${percent(ahead)}`)
  if (samples === 0) return [...parts, 'gathering'].join('  ')
  return [
    ...parts,
    `samples ${samples} (${samplesPerSecond(samples, seconds).toFixed(1)}/s)`,
    `loss ${loss.toFixed(3)}`,
    `error ${points(windowedMae.model)} vs ${points(windowedMae.baseline)} if it stays: ${comparison(windowedMae)}`,
  ].join('  ')
}
