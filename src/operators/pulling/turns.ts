import { hostTurn } from '../ingest/hostTurn.js'

/** Milliseconds of work after which sockets and timers get their turn. */
const BUDGET_MS = 4
/** Values between two looks at the clock. */
const LOOK = 64

/** Lets sockets and timers have their turn after every few milliseconds of work. */
export class Turns {
  private readonly yieldTo = hostTurn()
  private end = performance.now() + BUDGET_MS
  private looked = 0

  /** Whether the time is spent: then await `pass`. Call it once per value. */
  get spent(): boolean {
    this.looked = (this.looked + 1) % LOOK
    return this.looked === 0 && performance.now() >= this.end
  }

  async pass(): Promise<void> {
    await new Promise<void>((resume) => this.yieldTo(resume))
    this.end = performance.now() + BUDGET_MS
  }
}
