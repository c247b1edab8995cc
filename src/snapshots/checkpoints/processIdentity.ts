import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Who a process is, beyond its number, which is used again. */
export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  /** Of the running system; empty where it doesn't tell. */
  readonly boot: string
  /** When the process began, in the system's own count; empty where it doesn't tell. */
  readonly started: string
  readonly command: string
}

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

/** Field 22 of /proc/PID/stat; the name of the command before it may hold spaces and brackets. */
const startOf = (pid: number): string => textOf(`/proc/${pid}/stat`).replace(/^.*\)/s, '').split(' ')[20] ?? ''

const bootOf = (): string => textOf('/proc/sys/kernel/random/boot_id')

/** This process. */
export const thisProcess = (): ProcessIdentity => ({
  pid: process.pid,
  host: hostname(),
  boot: bootOf(),
  started: startOf(process.pid),
  command: process.argv.slice(1).join(' ').slice(0, 200),
})

/** Whether a process may still run: one on another machine always may, as nobody here can tell. */
export function mayRun({ pid, host, boot, started }: ProcessIdentity): boolean {
  if (host !== hostname()) return true
  if (boot !== '' && boot !== bootOf()) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it runs, and is another user's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return started === '' || startOf(pid) === started
}
