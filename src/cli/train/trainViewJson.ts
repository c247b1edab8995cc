import type { Printer } from '../terminal/printer.js'
import type { TrainView } from './trainView.js'

/** One JSON object a line: `report` every 1000 samples, `setAside` for the first ones, and `result` last. */
export function trainViewJson(stdout: Printer, stderr: Printer): TrainView {
  let shown = 0
  return {
    started: () => undefined,
    progress: () => undefined,
    report: (report) => stdout.json({ type: 'report', ...report }),
    setAside: (what) => {
      if (shown++ < SHOWN) stdout.json({ type: 'setAside', ...what })
    },
    note: (text) => stderr.line(text),
    ended({ samples, fresh, rejected, report, seconds, parametersSha256 }) {
      const { metrics = {}, baselines = {} } = report ?? {}
      const samplesPerSecond = seconds > 0 ? Math.round(fresh / seconds) : 0
      stdout.json({
        type: 'result',
        samples,
        rejected,
        seconds,
        samplesPerSecond,
        metrics,
        baselines,
        parametersSha256,
      })
    },
    close: () => undefined,
  }
}

/** Set-aside records that are shown one by one; all are counted. */
export const SHOWN = 5
