import type { Printer } from '../../terminal/printer.js'
import type { Scored } from './scoreTable.js'
import type { TrainView } from './trainView.js'

/**
 * One JSON object a line: `report` every 1000 samples, `setAside` for the first ones, `table` with what was read, and `result`
 * last.
 */
export function trainViewJson(stdout: Printer, stderr: Printer): TrainView {
  let shown = 0
  return {
    began: () => undefined,
    progress: () => undefined,
    report: (report) => stdout.json({ type: 'report', ...report }),
    setAside: (what) => {
      if (shown++ < SHOWN) stdout.json({ type: 'setAside', ...what })
    },
    note: (text) => stderr.line(text),
    ended({ samples, fresh, rejected, report, seconds, table, parametersSha256 }) {
      if (table) stdout.json({ type: 'table', ...table })
      const {
        metrics = {},
        windowed = {},
        baselines = {},
        windowedBaselines = {},
        unpredicted = 0,
      }: Partial<Scored> = report ?? {}
      const samplesPerSecond = seconds > 0 ? Math.round(fresh / seconds) : 0
      stdout.json({
        type: 'result',
        samples,
        rejected,
        unpredicted,
        seconds,
        samplesPerSecond,
        metrics,
        baselines,
        windowed,
        windowedBaselines,
        parametersSha256,
      })
    },
    close: () => undefined,
  }
}

/** Set-aside records that are shown one by one; all are counted. */
export const SHOWN = 5
