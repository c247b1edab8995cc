import { demoForm } from './demo/demoForm.js'
import type { CommandForm } from './flags/commandForm.js'
import type { Called } from './flags/parseCommand.js'
import { inspectForm } from './inspectForm.js'
import { predictForm } from './predict/predictForm.js'
import type { Terminal } from './terminal/terminal.js'
import { trainForm } from './train/trainForm.js'
import { watchForm } from './watchForm.js'

export interface Command {
  readonly form: CommandForm
  /** Runs to its end. Returns the exit code: 0 done, 1 failed. Throws UsageError where it was called wrongly. */
  readonly run: (called: Called, terminal: Terminal) => Promise<number>
}

/** In the order of the help. Each is loaded when it is called: loading all takes longer than many a run. */
export const COMMANDS: readonly Command[] = [
  { form: demoForm, run: async (called, terminal) => (await import('./demo/demo.js')).demo(called, terminal) },
  { form: trainForm, run: async (called, terminal) => (await import('./train/train.js')).train(called, terminal) },
  {
    form: predictForm,
    run: async (called, terminal) => (await import('./predict/predict.js')).predict(called, terminal),
  },
  { form: inspectForm, run: async (called, terminal) => (await import('./inspect.js')).inspect(called, terminal) },
  { form: watchForm, run: async (called, terminal) => (await import('./watch.js')).watch(called, terminal) },
]
