/** How many look on. What is kept for them alone is kept only while there is one. */
export class Watchers {
  private count = 0

  get any(): boolean {
    return this.count > 0
  }

  /** One more, until the function it returns is called; calling that again changes nothing. */
  watch(): () => void {
    let share = 1
    this.count += share
    return () => {
      this.count -= share
      share = 0
    }
  }
}
