import type { Observable } from 'rxjs'
import type { Printer } from './printer.js'

/** What a command meets of the world; tests bring their own. */
export interface Terminal {
  /** Begins to read the standard input. */
  readonly stdin: () => AsyncIterable<Uint8Array>
  readonly stdout: Printer
  readonly stderr: Printer
  /**
   * Emits when the user or the system wants an end: ctrl-C, SIGTERM, a reader that closed its pipe. Who subscribes later is
   * told at once. It says nothing about failure.
   */
  readonly interrupted$: Observable<unknown>
  /** A clock that never jumps, in ms. */
  readonly clock: () => number
}
