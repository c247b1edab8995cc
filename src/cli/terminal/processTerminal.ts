import { performance } from 'node:perf_hooks'
import { ReplaySubject } from 'rxjs'
import { Printer } from './printer.js'
import type { Terminal } from './terminal.js'

/** SIGHUP is left alone: with a handler, `nohup` would no longer keep a process alive. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export interface ProcessTerminal extends Terminal {
  /** Why the output could not be written, such as a full disk. A reader that went away is no failure. */
  readonly failure: () => Error | undefined
}

/**
 * The process the command runs in. The first signal asks the command for an end, at whatever moment it comes; a second one
 * kills the process at once. A reader that goes away (`eddy predict ... | head -1`) also asks for an end.
 */
export function processTerminal(): ProcessTerminal {
  const interrupted$ = new ReplaySubject<unknown>(1)
  let interrupted = false
  let failure: Error | undefined
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (interrupted) killBy(signal)
      interrupted = true
      interrupted$.next(signal)
    })
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failure ??= error
    interrupted$.next('the output was closed')
  })
  // Nobody is left to tell.
  process.stderr.on('error', () => undefined)
  return {
    // Looked at late: opening stdin begins to read it.
    get stdin() {
      return process.stdin
    },
    stdout: new Printer(process.stdout),
    stderr: new Printer(process.stderr),
    interrupted$,
    clock: () => performance.now(),
    failure: () => failure,
  }
}

/** Ends as if the signal had never been handled, so that a shell sees which one it was. */
function killBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
