import type { OperatorFunction } from 'rxjs'
import { operate } from './operate.js'

/** Maps each value and drops those that map to `undefined`: `map` and `filter` in one. `start` runs once per subscription. */
export function mapPresent<T, R>(start: () => (value: T) => R | undefined): OperatorFunction<T, R> {
  return operate((out) => {
    const project = start()
    return {
      next: (value) => {
        const result = project(value)
        if (result !== undefined) out.next(result)
      },
    }
  })
}
