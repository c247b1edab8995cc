import { samplesPerSecond } from './demoText.js'
import type { DemoView, Progress } from './demoView.js'
import { everySecond } from './everySecond.js'
import type { Printer } from '../terminal/printer.js'

/** One object a line: a report every second, and last the result. What isn't known yet is null. */
export function jsonView(output: Printer): DemoView {
  const due = everySecond()
  const write = (value: unknown): void => output.json(value)
  return {
    begin(_, url) {
      write({ type: 'start', url })
    },
    show(progress) {
      if (due(progress.seconds)) write({ type: 'report', ...figures(progress, progress.seconds), ...now(progress) })
    },
    end(last, seconds) {
      write({ type: 'result', ...figures(last, seconds) })
    },
  }
}

function now({ cpu, ahead, loss, windowedMae }: Progress): object {
  return {
    cpu,
    forecast: ahead ?? null,
    loss,
    windowed: { mae: windowedMae.model, baselines: { lastTarget: { mae: windowedMae.baseline } } },
  }
}

function figures(progress: Progress | undefined, seconds: number): object {
  const samples = progress?.samples ?? 0
  return {
    samples,
    rejected: progress?.rejected ?? 0,
    seconds,
    samplesPerSecond: samplesPerSecond(samples, seconds),
    metrics: { mae: progress?.mae.model ?? null },
    baselines: { lastTarget: { mae: progress?.mae.baseline ?? null } },
  }
}
