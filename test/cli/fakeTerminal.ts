import { ReplaySubject, type Subject } from 'rxjs'
import { Printer } from '../../src/cli/terminal/printer.js'
import type { Terminal } from '../../src/cli/terminal/terminal.js'

export interface FakeTerminal extends Terminal {
  readonly interrupted$: Subject<unknown>
  /** What was written, all of it. */
  out(): string
  err(): string
  /** Moves the clock on. */
  pass(ms: number): void
}

interface Shape {
  readonly isTTY?: boolean
  readonly columns?: number
  /** What comes from stdin; default: nothing. */
  readonly stdin?: AsyncIterable<Uint8Array>
}

export function fakeTerminal({ stdin = nothing(), ...shape }: Shape = {}): FakeTerminal {
  let out = ''
  let err = ''
  let now = 0
  const writes = (take: (text: string) => void) => (text: string, done?: (error?: Error | null) => void) => {
    take(text)
    done?.()
  }
  return {
    stdin: () => stdin,
    stdout: new Printer({
      ...shape,
      write: writes((text) => {
        out += text
      }),
    }),
    stderr: new Printer({
      write: writes((text) => {
        err += text
      }),
    }),
    interrupted$: new ReplaySubject(1),
    clock: () => now,
    out: () => out,
    err: () => err,
    pass: (ms) => {
      now += ms
    },
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}
