import type { Output } from '../terminal.js'
import type { TrainView } from './trainView.js'

/** One JSON object a line: `report` every 1000 samples, `setAside` for the first ones, and `result` last. */
export function trainViewJson(stdout: Output, stderr: Output): TrainView {
  const write = (line: object): void => void stdout.write(`${JSON.stringify(line)}\n`)
  let shown = 0
  return {
    started: () => undefined,
    progress: () => undefined,
    report: (report) => write({ type: 'report', ...report }),
    setAside: (what) => {
      if (shown++ < SHOWN) write({ type: 'setAside', ...what })
    },
    note: (text) => void stderr.write(`${text}\n`),
    ended({ samples, fresh, rejected, report, seconds, parametersSha256 }) {
      const { metrics = {}, baselines = {} } = report ?? {}
      const samplesPerSecond = seconds > 0 ? Math.round(fresh / seconds) : 0
      write({ type: 'result', samples, rejected, seconds, samplesPerSecond, metrics, baselines, parametersSha256 })
    },
    close: () => undefined,
  }
}

/** Set-aside records that are shown one by one; all are counted. */
export const SHOWN = 5
