import type { Subject } from 'rxjs'

/**
 * Tells the observers of several subjects what happened, in the order in which it happened. An observer that makes more
 * happen (one of `learned$` that gives the learner another sample) doesn't get ahead of the others: what follows waits
 * until all of them know what came before.
 */
export class Announcements {
  /** Subject, value, subject, value, ... */
  private readonly waiting: unknown[] = []
  private telling = false

  add<T>(subject: Subject<T>, value: T): void {
    if (subject.observed) this.waiting.push(subject, value)
  }

  /** Tells what was added. */
  tell(): void {
    if (this.telling || this.waiting.length === 0) return
    this.telling = true
    for (let subject = this.waiting.shift(); subject !== undefined; subject = this.waiting.shift()) {
      ;(subject as Subject<unknown>).next(this.waiting.shift())
    }
    this.telling = false
  }
}
