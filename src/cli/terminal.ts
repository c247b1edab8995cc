import { performance } from 'node:perf_hooks'
import { Observable } from 'rxjs'

/** The part of stdout and stderr that commands use. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** What a command meets of the world; tests bring their own. */
export interface Terminal {
  readonly stdout: Output
  readonly stderr: Output
  /** Emits when the user or the system wants an end: ctrl-C, a closed pipe. Says nothing about failure. */
  readonly interrupted$: Observable<unknown>
  /** A clock that never jumps, in ms. */
  readonly clock: () => number
}

/** The process the command runs in. */
export function processTerminal(): Terminal {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    interrupted$: interruptions(),
    clock: () => performance.now(),
  }
}

/**
 * The first signal asks for an end; a second one, unheard, kills as usual. Whoever reads our output may go (`eddy | head`):
 * that is an end too, and no error.
 */
function interruptions(): Observable<unknown> {
  return new Observable((subscriber) => {
    const stop = (): void => {
      unlisten()
      subscriber.next(undefined)
    }
    const unlisten = (): void => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    }
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EPIPE') stop()
      else subscriber.error(error)
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    // Stays: the summary may still be written into the closed pipe after this has been unsubscribed.
    process.stdout.on('error', onError)
    return unlisten
  })
}
