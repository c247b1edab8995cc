import type { TableReport, TableWarning } from '../../../sources/table/tableReport.js'
import { count } from '../../figure.js'
import type { Printer } from '../../terminal/printer.js'
import { scoreTable } from './scoreTable.js'
import { columnLines, noteLines } from './tableText.js'
import type { SetAside } from '../trained.js'
import type { TrainView } from './trainView.js'
import { SHOWN } from './trainViewJson.js'

/** Classes that are named. */
const CLASSES = 8

interface Given {
  readonly name: string
  readonly target: string
}

/** A progress bar in a terminal; what was read, and a table beside the baselines at the end. */
export function trainViewText({ name, target }: Given, stdout: Printer, stderr: Printer): TrainView {
  const bar = stderr.progressBar()
  const asides = new Map<string, number>()
  const noted = new Set<string>()
  let shown = 0
  const line = (text: string): void => {
    bar?.stop()
    stderr.line(text)
  }
  /** What was not noted before. */
  const fresh = (table: TableReport): readonly TableWarning[] => {
    const found = table.warnings.filter(({ code, message }) => code !== 'SET_ASIDE' && !noted.has(message))
    for (const { message } of found) noted.add(message)
    return found
  }
  return {
    began({ task, classes, table }) {
      const labels = classes.length > CLASSES ? `${count(classes.length)} classes` : classes.join(', ')
      stdout.line(`${name}: predicting '${target}', ${task}${labels === '' ? '' : `: ${labels}`}`)
      if (table) stdout.lines(noteLines(fresh(table)))
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
      const { table } = trained
      if (table) {
        stdout.line(`read ${count(table.rows)} rows as ${formatOf(table)}`)
        stdout.lines([...columnLines(table), ...noteLines(fresh(table))])
      }
      stdout.lines(scoreTable(trained))
      stdout.lines([...asides].map(([code, times]) => `  set aside    ${count(times)} for ${code}`))
    },
    close: () => bar?.stop(),
  }
}

const FORMATS = { csv: 'CSV', ndjson: 'NDJSON', json: 'JSON' }

const formatOf = ({ format, delimiter, encoding }: TableReport): string =>
  [FORMATS[format], ...(delimiter === undefined ? [] : [`with '${delimiter}' between cells`]), encoding].join(', ')

const asideText = ({ code, reason, line }: SetAside): string =>
  `set aside${line === undefined ? '' : `, line ${line}`}: ${reason} (${code})`
