import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Outcome } from './child.js'
import type { Setting } from './proof.js'
import type { Proof } from './proofs.js'

export interface RunOptions extends Pick<Setting, 'seed' | 'scale'> {
  /** Another product than the built one. */
  readonly dist?: string
}

const child = fileURLToPath(new URL('./child.ts', import.meta.url))

/** Runs one proof in a process of its own, so that none sees the memory, the timers or the crash of another. */
export function runProof({ file, seconds }: Proof, { seed, scale, dist }: RunOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const process_ = fork(child, [file, String(seed), scale], {
      execArgv: [...process.execArgv.filter((arg) => arg !== '--expose-gc'), '--expose-gc'],
      env: { ...process.env, ...(dist === undefined ? {} : { EDDY_PROVE_DIST: dist }) },
      // What they say is not ours: only what comes of them.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer)
      process_.kill('SIGKILL')
      resolve(outcome)
    }
    const late = (): void => settle({ kept: false, figure: `not settled within ${seconds} s`, crashed: false })
    const timer = scale === 'long' || process.env['EDDY_SOAK_MINUTES'] ? undefined : setTimeout(late, seconds * 1000)
    process_.on('message', (outcome) => settle(outcome as Outcome))
    process_.on('exit', (code, signal) => settle({ kept: false, figure: `ended by ${signal ?? code}`, crashed: true }))
  })
}
