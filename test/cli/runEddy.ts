import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The built command. */
export const eddy: string = fileURLToPath(new URL('../../dist/cli/eddy.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

/** The built command in a process of its own. */
export interface RunningEddy {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ended>
  /** What was printed on stderr so far. */
  errSoFar(): string
  /** Resolves when the text was printed, on either output. Rejects where the process ends without it. */
  printed(text: string): Promise<void>
}

export function runEddy(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningEddy {
  const child = spawn(process.execPath, [eddy, ...args], { env: { ...process.env, ...env } })
  let [out, err] = ['', '']
  const checks = new Set<() => void>()
  const look = (): void => {
    for (const check of checks) check()
  }
  child.stdout.on('data', (text: Buffer) => {
    out += String(text)
    look()
  })
  child.stderr.on('data', (text: Buffer) => {
    err += String(text)
    look()
  })
  // A test writes into a process that may have ended.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, out, err }))
  })
  const printed = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (out.includes(text) || err.includes(text)) resolve()
      }
      checks.add(check)
      check()
      ended.then(() => reject(new Error(`ended without printing '${text}': ${out}${err}`)), reject)
    })
  return { child, ended, printed, errSoFar: () => err }
}
