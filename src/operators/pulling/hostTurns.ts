import { hostTurn } from '../ingest/hostTurn.js'
import { nowOf } from '../ingest/virtualTime.js'

/** How work is divided; the defaults are of the host. */
export interface HostTurnOptions {
  /** Milliseconds of work after which sockets and timers get their turn; default 4. */
  readonly budgetMs?: number
  /** Milliseconds, monotonic. Default: the host's, or virtual ones inside `TestScheduler.run`. */
  readonly now?: () => number
  /** Runs a task after the host's pending sockets and timers had a turn. */
  readonly yieldTo?: (task: () => void) => void
}

/** Values between two looks at the clock, at most: reading it costs more than a small step. */
const STRIDE_MAX = 64

/** Lets sockets and timers have their turn after every few milliseconds of work. */
export class HostTurns {
  private readonly budgetMs: number
  private readonly now: () => number
  private readonly yieldTo: (task: () => void) => void
  private end: number
  /** Values until the next look: 1 at first, then twice as many each time, for values that cost much. */
  private stride = 1
  private left = 1

  constructor({ budgetMs = 4, now = () => nowOf(), yieldTo = hostTurn() }: HostTurnOptions = {}) {
    this.budgetMs = budgetMs
    this.now = now
    this.yieldTo = yieldTo
    this.end = now() + budgetMs
  }

  /** Call it once per value; where it is true the time is spent: then await `pass`, or go on in `after`. */
  get spent(): boolean {
    this.left -= 1
    if (this.left > 0) return false
    this.stride = Math.min(this.stride * 2, STRIDE_MAX)
    this.left = this.stride
    return this.now() >= this.end
  }

  pass(): Promise<void> {
    return new Promise((resume) => this.after(resume))
  }

  after(task: () => void): void {
    this.yieldTo(() => {
      this.end = this.now() + this.budgetMs
      this.stride = this.left = 1
      task()
    })
  }
}
