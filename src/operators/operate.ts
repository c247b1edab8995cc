import { Observable, type OperatorFunction, Subject, type Subscriber, takeUntil } from 'rxjs'

/** What an operator does with the notifications of its source. What a handler throws becomes an error notification. */
export interface Handlers<T> {
  next(value: T): void
  /** Default: passes the error on. */
  error?(error: unknown): void
  /** Default: completes. */
  complete?(): void
}

/**
 * The one way in which operators of Eddy are made, as RxJS makes its own: it emits, completes, fails, unsubscribes and
 * pulls from a synchronous source as `map` does. `start` runs once per subscription, so state is per subscriber; what it
 * throws becomes an error notification.
 *
 * RxJS 7 keeps its own `operate` to itself. This one uses public API alone, and runs with RxJS 7.5 to 8.
 */
export function operate<T, R>(start: (out: Subscriber<R>) => Handlers<T>): OperatorFunction<T, R> {
  return (source) => new Observable<R>((out) => follow(source, out, start(out)))
}

/**
 * Subscribes to `source` on behalf of `out`. They are linked before the source is subscribed: a source that emits while
 * it is being subscribed to is left as soon as `out` closes.
 */
export function follow<T>(source: Observable<T>, out: Subscriber<never>, handlers: Handlers<T>): void {
  const left$ = new Subject<void>()
  const leave = (): void => left$.next()
  out.add(leave)
  if (out.closed) return
  const end = (handle: () => void): void => {
    out.remove(leave)
    try {
      handle()
    } catch (error) {
      out.error(error)
    }
  }
  source.pipe(takeUntil(left$)).subscribe({
    next: (value) => {
      try {
        handlers.next(value)
      } catch (error) {
        out.error(error)
      }
    },
    error: (error: unknown) => end(() => (handlers.error ? handlers.error(error) : out.error(error))),
    complete: () => {
      // `left$` completes the source when `out` closes: then nobody is there to be told.
      if (!out.closed) end(() => (handlers.complete ? handlers.complete() : out.complete()))
    },
  })
}
