import type { Learner } from '../../operators/learner/learner.js'
import type { Report } from '../../operators/prequential.js'
import type { Progress, SetAside, Trained } from './trainingRun.js'

/** What is shown of a training run. */
export interface TrainView {
  started(learner: Learner, classes: readonly unknown[]): void
  progress(progress: Progress): void
  report(report: Report): void
  setAside(what: SetAside): void
  /** A line about something done besides: saved, served, resumed. */
  note(text: string): void
  ended(trained: Trained): void
  /** Puts the terminal back, whatever happened. */
  close(): void
}
