import type { Printer } from '../terminal/printer.js'
import type { DemoView } from './demoView.js'
import { jsonView } from './demoViewJson.js'
import { linesView } from './demoViewLines.js'
import { redrawnView } from './demoViewRedrawn.js'

/** Redrawn in place for a terminal, a line a second for a pipe, an object a second for a program. */
export function createView(kind: 'redrawn' | 'lines' | 'json', output: Printer, horizon: number): DemoView {
  if (kind === 'json') return jsonView(output)
  return kind === 'lines' ? linesView(output) : redrawnView(output, horizon)
}
