import { comparison, percent, points, samplesPerSecond, summary } from './demoText.js'
import type { DemoView, Progress } from './demoView.js'
import { sparkline } from './sparkline.js'
import type { Printer } from '../terminal/printer.js'

/** Bars of history at most; narrower terminals get fewer. */
const WIDEST = 100
const LABEL = 10

/** Lines redrawn in place with every reading. */
export function redrawnView(output: Printer, horizon: number): DemoView {
  const loads: number[] = []
  /** What was said about the time of the load at the same place, and beyond it about the future. */
  const forecasts: (number | undefined)[] = new Array<undefined>(horizon).fill(undefined)
  let limit: number | undefined
  let address = ''
  return {
    begin(seconds, url) {
      limit = seconds
      address = url
      output.redraw([
        "Learning this machine's vitals: its CPU load one second ahead",
        'gathering the first readings ...',
      ])
    },
    show(progress) {
      const width = Math.max(1, Math.min(WIDEST, output.columns - LABEL - horizon - 9))
      remember(loads, progress.cpu, WIDEST)
      remember(forecasts, progress.ahead, WIDEST + horizon)
      output.redraw(
        screen(
          progress,
          { limit, address },
          loads.slice(-width),
          forecasts.slice(-Math.min(width, loads.length) - horizon),
        ),
      )
    },
    end(last, seconds) {
      output.lines(['', ...summary(last, seconds)])
    },
  }
}

function remember<T>(values: T[], value: T, most: number): void {
  values.push(value)
  if (values.length > most) values.shift()
}

function screen(
  progress: Progress,
  { limit, address }: { readonly limit: number | undefined; readonly address: string },
  loads: readonly number[],
  forecasts: readonly (number | undefined)[],
): readonly string[] {
  const { cpu, ahead, samples, seconds, loss, mae, windowedMae } = progress
  const rate = samplesPerSecond(samples, seconds).toFixed(1)
  return [
    "Learning this machine's vitals: its CPU load one second ahead",
    '',
    `cpu       ${sparkline(loads)} ${percent(cpu)}`,
    `forecast  ${sparkline(forecasts)} ${ahead === undefined ? '' : percent(ahead)}`,
    '',
    `samples   ${samples} learned, ${rate} a second, loss ${Number.isFinite(loss) ? loss.toFixed(3) : '-'}`,
    'error     mean absolute, in points; lower is better',
    `lately    model ${points(windowedMae.model)}   if it stays ${points(windowedMae.baseline)}   ${comparison(windowedMae)}`,
    `in all    model ${points(mae.model)}   if it stays ${points(mae.baseline)}   ${comparison(mae)}`,
    '',
    `watch     ${address}`,
    `${elapsed(seconds, limit)}   ctrl-C stops`,
  ]
}

function elapsed(seconds: number, limit: number | undefined): string {
  return limit === undefined ? `${seconds.toFixed(0)} s` : `${Math.min(seconds, limit).toFixed(0)} of ${limit} s`
}
