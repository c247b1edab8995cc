import type { Report } from '../../../operators/prequential.js'
import { count, figure } from '../../figure.js'
import type { Trained } from '../trained.js'

type Figures = Readonly<Record<string, number>>

/** A report that a checkpoint of version 0.1 kept has no windows of the baselines. */
export type Scored = Omit<Report, 'windowedBaselines'> & Partial<Pick<Report, 'windowedBaselines'>>

/** Samples of the last window: as many as `prequential` takes by default. */
const WINDOW = 1000

/** The model beside its baselines: for each the whole stream, then its last part. Then a line of counts. */
export function scoreTable(trained: Trained): readonly string[] {
  return [...(trained.report ? scoresOf(trained.report) : []), countsOf(trained)]
}

function scoresOf({ metrics, windowed, baselines, windowedBaselines = {} }: Scored): readonly string[] {
  const names = Object.keys(metrics)
  const cells = (who: string, figures: Figures = {}): readonly string[] => [
    who,
    ...names.map((name) => figure(figures[name])),
  ]
  const pair = (who: string, whole: Figures, last: Figures | undefined): readonly (readonly string[])[] => [
    cells(who, whole),
    cells(`  last ${count(WINDOW)}`, last),
  ]
  const rows = [
    ['', ...names],
    ...pair('the model', metrics, windowed),
    ...Object.entries(baselines).flatMap(([name, whole]) => pair(name, whole, windowedBaselines[name])),
  ]
  const widths = ['', ...names].map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0), 10))
  return rows.map(
    ([name = '', ...figures]) =>
      `  ${name.padEnd(widths[0] ?? 0)} ${figures.map((text, at) => text.padStart(widths[at + 1] ?? 0)).join(' ')}`,
  )
}

function countsOf({ samples, fresh, rejected, report, seconds }: Trained): string {
  const rate = seconds > 0 && fresh > 0 ? ` (${count(fresh / seconds)} a second)` : ''
  const unpredicted = report?.unpredicted ?? 0
  const cold = unpredicted > 0 ? `, ${count(unpredicted)} unpredicted as nothing was known yet` : ''
  return `${count(samples)} samples in ${seconds.toFixed(1)} s${rate}, ${count(rejected)} set aside${cold}`
}
