/**
 * How long this process held up its event loop, in milliseconds: wall time between two turns, as far as the process was
 * computing in it. A machine that gave the processor to somebody else is not held against it.
 */
export class LoopWatch {
  worstMs = 0
  private readonly timer: NodeJS.Timeout
  private lastMs = performance.now()
  private lastCpu = process.cpuUsage()

  constructor() {
    this.timer = setInterval(() => this.look(), 2)
  }

  look(): void {
    const nowMs = performance.now()
    const { user, system } = process.cpuUsage(this.lastCpu)
    this.worstMs = Math.max(this.worstMs, Math.min(nowMs - this.lastMs, (user + system) / 1000))
    this.lastMs = nowMs
    this.lastCpu = process.cpuUsage()
  }

  stop(): void {
    clearInterval(this.timer)
  }
}

/** Milliseconds above which a turn of the event loop is too long. */
export const BLOCK_MS = 50
const TRIES = 3

/**
 * The longest turn while `run` does its work; a long one counts if it is as long whenever the same is done again. What
 * happens once is the machine's: a collection of garbage that waits for other processes.
 */
export async function longestTurnMs(run: () => unknown): Promise<number> {
  let longest = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < TRIES && longest > BLOCK_MS; tries++) {
    const watch = new LoopWatch()
    await run()
    watch.look()
    watch.stop()
    longest = Math.min(longest, watch.worstMs)
  }
  return longest
}

/** Bytes held once garbage is collected. */
export const heldBytes = (): number => {
  globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}
