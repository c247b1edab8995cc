/*
 * One rule for every `signal` option:
 *
 *   - a stream ends. `abort()` completes it, as `takeUntil` would; `abort(reason)` and `AbortSignal.timeout(ms)` end it with
 *     that reason as its error, so that a stream that was cut short by a timeout doesn't look like a whole one
 *   - an object that is open closes
 *   - a promise of something that is still being opened rejects with the signal's reason
 *   - a signal that has aborted already opens nothing
 */

/** What ends a stream; RxJS's `Subscriber` does. */
export interface Ending {
  complete(): void
  error(error: unknown): void
  add(teardown: () => void): void
}

/** Whether a signal was aborted without a reason of the caller's own: then a stream completes. */
export const isPlainAbort = (signal: AbortSignal): boolean =>
  (signal.reason as { readonly name?: unknown } | undefined)?.name === 'AbortError'

/**
 * Ends a stream when the signal of its owner aborts.
 *
 * @returns true where the signal has aborted already: the stream is over, and nothing must be opened
 */
export function endOnAbort(signal: AbortSignal | undefined, stream: Ending): boolean {
  if (signal === undefined) return false
  const end = (): void => {
    if (isPlainAbort(signal)) stream.complete()
    else stream.error(signal.reason)
  }
  if (signal.aborted) {
    end()
    return true
  }
  stream.add(onAbort(signal, end))
  return false
}

/** Calls back when a signal aborts, at once where it has; returns the function that stops listening. */
export function onAbort(signal: AbortSignal | undefined, task: () => void): () => void {
  if (signal === undefined) return () => undefined
  if (signal.aborted) {
    task()
    return () => undefined
  }
  signal.addEventListener('abort', task, { once: true })
  return () => signal.removeEventListener('abort', task)
}
