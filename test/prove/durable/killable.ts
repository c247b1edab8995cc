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
  private readonly waiting: ((said: Said) => void)[] = []

  constructor(script: string, args: readonly string[]) {
    this.child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
    if (this.child.stdout) createInterface({ input: this.child.stdout }).on('line', (line) => this.hear(line))
    this.child.stderr?.on('data', (text: Buffer) => void (this.errors += String(text)))
    this.child.stdin?.on('error', () => undefined)
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => resolve(signal === 'SIGKILL' ? 'killed' : code === 0 ? 'ended' : 'ended'))
    })
  }

  private hear(line: string): void {
    // One that is killed may stop in the middle of a line.
    if (!line.endsWith('}')) return
    const said = JSON.parse(line) as Said
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
