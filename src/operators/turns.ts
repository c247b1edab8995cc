import type { Subscriber } from 'rxjs'
import type { Handlers } from './operate.js'

type Handle = (value: unknown) => void

/** Handled entries stand at the front of the queue until there are this many. */
const COMPACT = 1024

/**
 * Handles notifications one after the other. One that comes while another is handled (a subscriber feeds the source it
 * listens to) waits its turn, so order is kept. Completion and failure wait as well: what came before them is handled
 * first. When the subscriber leaves, what waits is dropped.
 */
export class Turns {
  private readonly out: Subscriber<never>
  /** Handler, value, handler, value, ... */
  private readonly waiting: unknown[] = []
  private busy = false

  constructor(out: Subscriber<never>) {
    this.out = out
  }

  take<T>(handle: (value: T) => void, value: T): void {
    if (this.busy) {
      this.waiting.push(handle, value)
      return
    }
    this.busy = true
    try {
      handle(value)
      if (this.waiting.length > 0) this.drain()
    } finally {
      this.busy = false
      if (this.waiting.length > 0) this.waiting.length = 0
    }
  }

  private drain(): void {
    const { waiting, out } = this
    let at = 0
    while (at < waiting.length && !out.closed) {
      const handle = waiting[at] as Handle
      handle(waiting[at + 1])
      at += 2
      if (at < COMPACT || at * 2 < waiting.length) continue
      waiting.splice(0, at)
      at = 0
    }
  }
}

/** The same handlers, each called in its turn. Several sources of one operator share their `turns`. */
export function inTurn<T>(out: Subscriber<never>, handlers: Handlers<T>, turns: Turns = new Turns(out)): Handlers<T> {
  const next = (value: T): void => handlers.next(value)
  const fail = (error: unknown): void => (handlers.error ? handlers.error(error) : out.error(error))
  const complete = (): void => (handlers.complete ? handlers.complete() : out.complete())
  return {
    next: (value) => turns.take(next, value),
    error: (error) => turns.take(fail, error),
    complete: () => turns.take(complete, undefined),
  }
}
