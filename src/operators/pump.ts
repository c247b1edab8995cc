import { Observable } from 'rxjs'
import { EddyError } from '../error.js'
import { hostTurn } from './ingest/hostTurn.js'

export interface PumpOptions {
  /** Milliseconds of work after which sockets and timers get their turn; default 4. */
  readonly budgetMs?: number
  /** Milliseconds, monotonic. */
  readonly now?: () => number
  /** Runs a task after the host's pending sockets and timers had a turn. */
  readonly yieldTo?: (task: () => void) => void
}

/** Samples between two looks at the clock: reading it costs more than a small step. */
const SAMPLES_PER_LOOK = 64

/**
 * Emits what an iterable holds as fast as the subscriber takes it, without starving the process: after `budgetMs` of work
 * it lets the host run, then goes on. Pulls one value at a time, so memory doesn't grow; unsubscribing closes the iterator.
 * An async iterable is waited for, value by value, with the same budget.
 */
export function pump<T>(source: Iterable<T> | AsyncIterable<T>, options: PumpOptions = {}): Observable<T> {
  const { budgetMs = 4, now = () => performance.now(), yieldTo = hostTurn() } = options
  if (!(budgetMs > 0) || !Number.isFinite(budgetMs)) {
    throw new EddyError('ERR_OPTION', `pump: \`budgetMs\` must be a positive finite number, got ${budgetMs}`)
  }
  return new Observable<T>((subscriber) => {
    if (Symbol.asyncIterator in source) return pumpAsync(source, subscriber, { budgetMs, now, yieldTo })
    const iterator = source[Symbol.iterator]()
    let finished = false
    const turn = (): void => {
      const end = now() + budgetMs
      try {
        do {
          for (let count = 0; count < SAMPLES_PER_LOOK; count++) {
            if (subscriber.closed) return
            const { done, value } = iterator.next()
            if (done) {
              finished = true
              subscriber.complete()
              return
            }
            subscriber.next(value)
          }
        } while (now() < end)
      } catch (error) {
        finished = true
        subscriber.error(error)
        return
      }
      yieldTo(turn)
    }
    turn()
    return () => {
      if (!finished) iterator.return?.()
    }
  })
}

type Sink<T> = { readonly closed: boolean; next(value: T): void; error(error: unknown): void; complete(): void }

function pumpAsync<T>(
  source: AsyncIterable<T>,
  sink: Sink<T>,
  { budgetMs, now, yieldTo }: Required<PumpOptions>,
): () => void {
  const iterator = source[Symbol.asyncIterator]()
  let finished = false
  const drain = async (): Promise<void> => {
    let end = now() + budgetMs
    let result = await iterator.next()
    for (; !result.done && !sink.closed; result = await iterator.next()) {
      sink.next(result.value)
      if (now() < end) continue
      await new Promise<void>((resume) => yieldTo(resume))
      end = now() + budgetMs
    }
    if (result.done) finished = true
    if (result.done) sink.complete()
  }
  drain().catch((error: unknown) => {
    finished = true
    sink.error(error)
  })
  return () => {
    if (!finished) iterator.return?.().catch(() => undefined)
  }
}
