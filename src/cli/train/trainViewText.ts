import cliProgress from 'cli-progress'
import type { Output } from '../terminal.js'
import type { SetAside, Trained } from './trainingRun.js'
import type { TrainView } from './trainView.js'
import { SHOWN } from './trainViewJson.js'

const count = (value: number): string => Math.round(value).toLocaleString('en-US')
/** Four digits; a kappa of one in a million is nothing. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return '-'
  if (Math.abs(value) >= 1000) return count(value)
  return Math.abs(value) < 1e-4 ? value.toFixed(4) : value.toPrecision(4)
}

/** A progress bar in a terminal, and a table beside the baselines at the end. */
export function trainViewText(
  { input, target }: { readonly input: string; readonly target: string },
  stdout: Output,
  stderr: Output,
): TrainView {
  const bar = stderr.isTTY ? progressBar(stderr) : undefined
  const asides = new Map<string, number>()
  let shown = 0
  const line = (text: string): void => {
    bar?.stop()
    stderr.write(`${text}\n`)
  }
  return {
    started(learner, classes) {
      const labels = classes.length > 8 ? `${classes.length} classes` : classes.join(', ')
      const what = learner.task === 'classification' ? `classification: ${labels}` : 'regression'
      stdout.write(`${input}: predicting '${target}', ${what}\n`)
    },
    progress: ({ bytes, size, samples }) => bar?.show(bytes, size, samples),
    report: () => undefined,
    setAside(what) {
      asides.set(what.code, (asides.get(what.code) ?? 0) + 1)
      if (shown++ < SHOWN) line(asideText(what))
      else if (shown === SHOWN + 1) line('and more are set aside; they are counted below')
    },
    note: line,
    ended(trained) {
      bar?.stop()
      stdout.write(table(trained))
      for (const [code, times] of asides) stdout.write(`  set aside    ${count(times)} for ${code}\n`)
    },
    close: () => bar?.stop(),
  }
}

const asideText = ({ code, reason, line }: SetAside): string =>
  `set aside${line === undefined ? '' : `, line ${line}`}: ${reason} (${code})`

/** The model beside its baselines, a row each. */
function table({ samples, fresh, rejected, report, seconds }: Trained): string {
  const { metrics = {}, baselines = {} } = report ?? {}
  const names = Object.keys(metrics)
  const row = (name: string, values: Readonly<Record<string, number>>): string =>
    `  ${name.padEnd(12)} ${names.map((metric) => figure(values[metric] ?? Number.NaN).padStart(10)).join(' ')}\n`
  const rate = seconds > 0 ? ` (${count(fresh / seconds)} a second)` : ''
  const summary = `${count(samples)} samples in ${seconds.toFixed(1)} s${rate}, ${count(rejected)} set aside\n`
  if (names.length === 0) return summary
  return [
    `  ${''.padEnd(12)} ${names.map((name) => name.padStart(10)).join(' ')}\n`,
    row('the model', metrics),
    ...Object.entries(baselines).map(([name, values]) => row(name, values)),
    summary,
  ].join('')
}

interface Bar {
  show(bytes: number, size: number | undefined, samples: number): void
  stop(): void
}

function progressBar(stderr: Output): Bar {
  const bar = new cliProgress.SingleBar({
    format: ' {bar} {percentage} % | {samples} samples | {rate} a second | {eta_formatted} left',
    stream: stderr as NodeJS.WriteStream,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
  })
  const begin = performance.now()
  let running = false
  return {
    show(bytes, size, samples) {
      if (size === undefined) return
      const seconds = (performance.now() - begin) / 1000
      const payload = { samples: count(samples), rate: count(samples / Math.max(seconds, 0.001)) }
      if (!running) bar.start(size, bytes, payload)
      else bar.update(bytes, payload)
      running = true
    },
    stop() {
      if (running) bar.stop()
      running = false
    },
  }
}
