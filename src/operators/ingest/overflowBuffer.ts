import { createRandom } from '../../kernels/random.js'

/**
 * What happens to a value that finds no room:
 *
 * - `dropOldest`: what waited longest goes
 * - `dropNewest`: it goes itself
 * - `latest`: only the newest waits, whatever the capacity
 * - `sample`: of all that waited or came since values were last taken, each has the same chance to stay, in order
 *   (reservoir sampling: Vitter 1985, algorithm R)
 * - `pause`: the source is asked to pause before that happens
 * - `error`: the stream ends with ERR_OVERFLOW
 */
export type OverflowPolicy = 'dropOldest' | 'dropNewest' | 'latest' | 'sample' | 'pause' | 'error'

export const OVERFLOW_POLICIES: readonly OverflowPolicy[] = [
  'dropOldest',
  'dropNewest',
  'latest',
  'sample',
  'pause',
  'error',
]

/** What is under way when a source is told to pause (a socket's chunk, say) still finds room. */
export const PAUSE_SLACK = 65_536

export interface OverflowBufferOptions<T> {
  readonly capacity: number
  readonly policy: OverflowPolicy
  readonly seed: number
  readonly onDropped: (value: T) => void
}

/** Taken values stand before the first one until there are this many. */
const COMPACT = 1024

/** A queue that never grows past its capacity. */
export class OverflowBuffer<T> {
  private readonly policy: OverflowPolicy
  private readonly room: number
  private readonly onDropped: (value: T) => void
  private readonly random: () => number
  private values: (T | undefined)[] = []
  private first = 0
  /** Values that waited when one was last taken, and those that came since. */
  private seen = 0

  constructor({ capacity, policy, seed, onDropped }: OverflowBufferOptions<T>) {
    this.policy = policy
    this.room = policy === 'latest' ? 1 : policy === 'pause' ? capacity + PAUSE_SLACK : capacity
    this.onDropped = onDropped
    this.random = createRandom(seed).next
  }

  get length(): number {
    return this.values.length - this.first
  }

  /** @returns false where there is no room and the policy drops nothing */
  push(value: T): boolean {
    this.seen += 1
    if (this.length < this.room) {
      this.values.push(value)
      return true
    }
    if (this.policy === 'pause' || this.policy === 'error') return false
    this.replace(this.policy === 'sample' ? Math.floor(this.random() * this.seen) : 0, value)
    return true
  }

  /** The value at `place` from the front makes room for the new one; a place behind the last means the new one goes. */
  private replace(place: number, value: T): void {
    if (this.policy === 'dropNewest' || place >= this.length) {
      this.onDropped(value)
      return
    }
    const [dropped] = place === 0 ? [this.take()] : this.values.splice(this.first + place, 1)
    this.values.push(value)
    this.onDropped(dropped as T)
  }

  /** The value that waited longest; call it only where `length` says there is one. */
  shift(): T {
    const value = this.take()
    this.seen = this.length
    return value
  }

  private take(): T {
    const value = this.values[this.first] as T
    this.values[this.first] = undefined
    this.first += 1
    if (this.first === this.values.length || (this.first >= COMPACT && this.first * 2 >= this.values.length)) {
      this.values.splice(0, this.first)
      this.first = 0
    }
    return value
  }

  clear(): void {
    this.values = []
    this.first = 0
    this.seen = 0
  }
}
