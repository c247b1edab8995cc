import { fork } from 'node:child_process'

/** The other end of a measurement, in a process of its own: says things by name, and is asked for things by name. */
export interface OtherProcess {
  /** Resolves when it says this next. */
  readonly said: (type: string) => Promise<unknown>
  readonly ask: (type: string) => void
  readonly kill: (signal?: NodeJS.Signals) => void
}

/** @param script next to this file */
export function otherProcess(script: string, args: readonly string[]): OtherProcess {
  const child = fork(new URL(script, import.meta.url), [...args], { execArgv: process.execArgv })
  const waiting = new Map<string, (value: unknown) => void>()
  child.on('message', (message: { readonly type: string; readonly value: unknown }) => {
    waiting.get(message.type)?.(message.value)
  })
  return {
    said: (type) => new Promise((resolve) => waiting.set(type, resolve)),
    ask: (type) => child.send({ type }),
    kill: (signal) => child.kill(signal),
  }
}
