import type { Report } from '../../operators/prequential.js'
import { count, figure } from '../figure.js'
import type { Trained } from './trainingRun.js'

type Figures = Readonly<Record<string, number>>

/** The model beside its baselines, a row each, and a line of counts. */
export function scoreTable({ samples, fresh, rejected, report, seconds }: Trained): readonly string[] {
  const rate = seconds > 0 ? ` (${count(fresh / seconds)} a second)` : ''
  const summary = `${count(samples)} samples in ${seconds.toFixed(1)} s${rate}, ${count(rejected)} set aside`
  return [...(report ? scoresOf(report) : []), summary]
}

function scoresOf({ metrics, baselines }: Report): readonly string[] {
  const rows: readonly (readonly [string, Figures])[] = [['the model', metrics], ...Object.entries(baselines)]
  const names = Object.keys(metrics)
  const cells = [
    ['', ...names],
    ...rows.map(([name, figures]) => [name, ...names.map((metric) => figure(figures[metric]))]),
  ]
  const widths = ['', ...names].map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0), 10))
  return cells.map(
    ([name = '', ...figures]) =>
      `  ${name.padEnd(widths[0] ?? 0)} ${figures.map((text, at) => text.padStart(widths[at + 1] ?? 0)).join(' ')}`,
  )
}
