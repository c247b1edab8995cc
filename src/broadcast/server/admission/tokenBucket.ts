/** So many events a second on average, and a burst of as many at once. */
export class TokenBucket {
  private readonly perSecond: number
  private tokens: number
  private sinceMs: number

  constructor(perSecond: number, nowMs: number) {
    this.perSecond = perSecond
    this.tokens = perSecond
    this.sinceMs = nowMs
  }

  /** Takes `count`, or says that there aren't as many. */
  take(count: number, nowMs: number): boolean {
    const gained = ((nowMs - this.sinceMs) / 1000) * this.perSecond
    this.tokens = Math.min(this.perSecond, this.tokens + gained) - count
    this.sinceMs = nowMs
    return this.tokens >= 0
  }

  /** What was taken for something that doesn't count after all. */
  giveBack(count: number): void {
    this.tokens += count
  }
}
