import { performance } from 'node:perf_hooks'
import { defer, ReplaySubject } from 'rxjs'
import { Printer } from './printer.js'
import type { Terminal } from './terminal.js'

/** SIGHUP is left alone: with a handler, `nohup` would no longer keep a process alive. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export interface ProcessTerminal extends Terminal {
  /** Why the output could not be written, such as a full disk. A reader that went away is no failure. */
  readonly failure: () => Error | undefined
}

/**
 * The process the command runs in. A signal ends it at once, as long as nobody listens to `interrupted$`. From then on, the
 * first signal asks for an end and a second one kills. A reader that goes away (`eddy predict ... | head -1`) also asks for
 * an end.
 *
 * @param onClosed called where the output was closed and nobody listens to `interrupted$`
 */
export function processTerminal(onClosed: () => void): ProcessTerminal {
  const interruptions$ = new ReplaySubject<unknown>(1)
  let heard = false
  let signalled = false
  let failure: Error | undefined
  const take = (signal: NodeJS.Signals): void => {
    if (signalled) killBy(signal)
    signalled = true
    interruptions$.next(signal)
  }
  const hear = (): ReplaySubject<unknown> => {
    if (!heard) for (const signal of SIGNALS) process.on(signal, take)
    heard = true
    return interruptions$
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failure ??= error
    if (heard) interruptions$.next('the output was closed')
    else onClosed()
  })
  // Nobody is left to tell.
  process.stderr.on('error', () => undefined)
  return {
    stdin: () => process.stdin,
    stdout: new Printer(process.stdout),
    stderr: new Printer(process.stderr),
    interrupted$: defer(hear),
    clock: () => performance.now(),
    failure: () => failure,
  }
}

/** Ends as if the signal had never been handled, so that a shell sees which one it was. */
function killBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
