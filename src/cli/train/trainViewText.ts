import { count } from '../figure.js'
import type { Printer } from '../terminal/printer.js'
import { scoreTable } from './scoreTable.js'
import type { SetAside } from './trainingRun.js'
import type { TrainView } from './trainView.js'
import { SHOWN } from './trainViewJson.js'

/** A progress bar in a terminal, and a table beside the baselines at the end. */
export function trainViewText(
  { input, target }: { readonly input: string; readonly target: string },
  stdout: Printer,
  stderr: Printer,
): TrainView {
  const bar = stderr.progressBar()
  const asides = new Map<string, number>()
  let shown = 0
  const line = (text: string): void => {
    bar?.stop()
    stderr.line(text)
  }
  return {
    started(learner, classes) {
      const labels = classes.length > 8 ? `${classes.length} classes` : classes.join(', ')
      const what = learner.task === 'classification' ? `classification: ${labels}` : 'regression'
      stdout.line(`${input}: predicting '${target}', ${what}`)
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
      stdout.lines(scoreTable(trained))
      stdout.lines([...asides].map(([code, times]) => `  set aside    ${count(times)} for ${code}`))
    },
    close: () => bar?.stop(),
  }
}

const asideText = ({ code, reason, line }: SetAside): string =>
  `set aside${line === undefined ? '' : `, line ${line}`}: ${reason} (${code})`
