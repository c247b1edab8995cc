import { Observable, type OperatorFunction, takeWhile } from 'rxjs'

/**
 * The one place that owns `new Observable` for synchronous operators: maps each value, drops what maps to `undefined`,
 * sends what `project` throws to the subscriber and leaves the source. `start` runs at subscription, so that state is per
 * subscriber. A source that emits while it is subscribed to can't be unsubscribed yet: it is left all the same, and nobody
 * who took two values has three learned.
 */
export function mapPresent<T, R>(start: () => (value: T) => R | undefined): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      const project = start()
      return source.pipe(takeWhile(() => !subscriber.closed)).subscribe({
        next: (value) => {
          let result: R | undefined
          try {
            result = project(value)
          } catch (error) {
            subscriber.error(error)
            return
          }
          if (result !== undefined) subscriber.next(result)
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
    })
}
