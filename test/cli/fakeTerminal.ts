import { Subject } from 'rxjs'
import type { Terminal } from '../../src/cli/terminal.js'

export interface FakeTerminal extends Terminal {
  readonly interrupted$: Subject<unknown>
  /** What was written, all of it. */
  out(): string
  err(): string
  /** Moves the clock on. */
  pass(ms: number): void
}

export function fakeTerminal(shape: { readonly isTTY?: boolean; readonly columns?: number } = {}): FakeTerminal {
  let out = ''
  let err = ''
  let now = 0
  return {
    stdout: {
      ...shape,
      write: (text) => {
        out += text
      },
    },
    stderr: {
      write: (text) => {
        err += text
      },
    },
    interrupted$: new Subject(),
    clock: () => now,
    out: () => out,
    err: () => err,
    pass: (ms) => {
      now += ms
    },
  }
}
