import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { dist } from '../product.js'
import { Fell } from '../proof.js'

export const trainerScript: string = fileURLToPath(new URL('./trainer.mjs', import.meta.url))
export const eddyScript: string = fileURLToPath(new URL('cli/eddy.js', dist))

export type Said = Readonly<Record<string, unknown>>

/** A trainer in a process of its own, which says things as lines of JSON, and may be killed. */
export class Killable {
  readonly child: ChildProcess
  readonly said: Said[] = []
  errors = ''
  readonly ended: Promise<'killed' | 'ended'>
  /** Resolves when it has said something, or is over. */
  readonly begun: Promise<void>
  private readonly waiting: ((said: Said) => void)[] = []

  /** @param before a command that runs it: in another network, under a tracer */
  constructor(script: string, args: readonly string[], before: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    const [command = '', ...rest] = [...before, process.execPath, script, ...args]
    this.child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    if (this.child.stdout) createInterface({ input: this.child.stdout }).on('line', (line) => this.hear(line))
    this.child.stderr?.on('data', (text: Buffer) => void (this.errors += String(text)))
    this.child.stdin?.on('error', () => undefined)
    this.begun = new Promise((resolve) => {
      this.child.stdout?.once('data', () => resolve())
      this.child.on('close', () => resolve())
    })
    this.ended = new Promise((resolve) => {
      this.child.on('close', (_, signal) => resolve(signal === 'SIGKILL' ? 'killed' : 'ended'))
    })
  }

  private hear(line: string): void {
    let said: Said
    try {
      said = JSON.parse(line) as Said
    } catch {
      // One that is killed may stop in the middle of a line.
      return
    }
    this.said.push(said)
    this.waiting.shift()?.(said)
  }

  /** What it says next. @throws {Fell} if it ends before */
  next(): Promise<Said> {
    const heard = new Promise<Said>((resolve) => this.waiting.push(resolve))
    const over = this.ended.then(() => {
      throw new Fell(`a trainer ended: ${this.errors.trim().split('\n').at(-1)}`)
    })
    return Promise.race([heard, over])
  }

  ask(): Promise<Said> {
    const answer = this.next()
    this.child.stdin?.write('?')
    return answer
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
  }
}
