import { jsonView } from './demoViewJson.js'
import { linesView } from './demoViewLines.js'
import { redrawnView } from './demoViewRedrawn.js'
import type { Forecast } from './forecaster.js'
import type { Output } from '../terminal.js'

/** What a view is shown after every reading. */
export interface Progress extends Forecast {
  /** Since the start. */
  readonly seconds: number
}

/** How the demo looks. */
export interface DemoView {
  /** `seconds`: how long it will run, where that is known. `url`: where the page is. */
  begin(seconds: number | undefined, url: string): void
  show(progress: Progress): void
  /** `last` is undefined where it ended before the first reading. */
  end(last: Progress | undefined, seconds: number): void
}

/** Redrawn in place for a terminal, a line a second for a pipe, an object a second for a program. */
export function createView(kind: 'redrawn' | 'lines' | 'json', output: Output, horizon: number): DemoView {
  if (kind === 'json') return jsonView(output)
  return kind === 'lines' ? linesView(output) : redrawnView(output, horizon)
}
