import { Reader } from './reader.js'
import { HostTurns } from './hostTurns.js'

/** What came at once, made lazily: a value is made when it is taken. Undefined stands for a record that was set aside. */
export type Batch<T> = Iterable<T | undefined>

export type Batches<T> = AsyncIterable<Batch<T>> | Iterable<Batch<T>>

/** One reading of batches. */
export interface BatchReading<T> {
  readonly batches: Batches<T>
  /** Aborts when nobody takes values any more. */
  readonly signal: AbortSignal
  /** Told of each value just before it is handed out. */
  readonly onTake: (value: T) => void
}

export interface Taking<T> {
  readonly closed: boolean
  next(value: T): void
}

/**
 * Pushes what batches hold: inside a batch without a promise per value, and letting the host run in between. Waits for the
 * subscriber, as it is called synchronously. No value is made for a subscriber that has left.
 */
export async function pushBatches<T>(
  { batches, signal, onTake }: BatchReading<T>,
  subscriber: Taking<T>,
): Promise<void> {
  const reader = new Reader(batches, signal)
  const turns = new HostTurns()
  for (let read = await reader.next(); !read.done; read = await reader.next()) {
    if (subscriber.closed) return
    for (const value of read.value) {
      if (value !== undefined) {
        onTake(value)
        subscriber.next(value)
      }
      if (subscriber.closed) return
      if (!turns.spent) continue
      await turns.pass()
      if (subscriber.closed) return
    }
  }
}

/** What batches hold, value by value: one is made when it is asked for. */
export async function* pullBatches<T>({ batches, signal, onTake }: BatchReading<T>): AsyncGenerator<T, void, void> {
  const reader = new Reader(batches, signal)
  const turns = new HostTurns()
  for (let read = await reader.next(); !read.done; read = await reader.next()) {
    for (const value of read.value) {
      if (signal.aborted) return
      if (value !== undefined) {
        onTake(value)
        yield value
      }
      if (turns.spent) await turns.pass()
    }
  }
}
