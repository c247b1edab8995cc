import type { CommandForm } from './flags/commandForm.js'
import type { Called } from './flags/parseCommand.js'
import type { Terminal } from './terminal/terminal.js'

export interface Command {
  readonly form: CommandForm
  /** Runs to its end. Returns the exit code: 0 done, 1 failed. Throws UsageError where it was called wrongly. */
  readonly run: (called: Called, terminal: Terminal) => Promise<number>
}
