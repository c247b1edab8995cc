import type { Report } from '../../../operators/prequential.js'
import type { TableReport } from '../../../sources/table/tableReport.js'
import type { Progress, SetAside, Trained } from '../trained.js'

/** What is known when training begins. */
export interface Beginning {
  readonly task: 'classification' | 'regression'
  /** Classes among the first rows; none where that is not known. */
  readonly classes: readonly unknown[]
  /** What was recognised; undefined where an earlier run did that. */
  readonly table: TableReport | undefined
}

/** What is shown of a training run. */
export interface TrainView {
  began(beginning: Beginning): void
  progress(progress: Progress): void
  report(report: Report): void
  setAside(what: SetAside): void
  /** A line about something done besides: saved, served, resumed. */
  note(text: string): void
  ended(trained: Trained): void
  /** Puts the terminal back, whatever happened. */
  close(): void
}
