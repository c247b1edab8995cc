import { isPlainAbort, onAbort } from '../../abort.js'
import { closedBy } from '../../closing.js'

/** Aborts what an iterator has open when nobody holds the iterator any more. */
const forgotten = new FinalizationRegistry<AbortController>((scope) => scope.abort())

/**
 * An async iterator over something that is opened at the first `next` and closed when the loop is left: by `break`, by a throw in
 * it, by the signal of the owner (see `abort.ts`), or because the iterator was forgotten. `return` doesn't wait for a `next` that
 * waits: it ends it.
 *
 * @param open begins it; ends soon after its signal aborts, and closes what it opened
 */
export function pulled<T>(
  open: (signal: AbortSignal) => AsyncGenerator<T, void, void>,
  owner?: AbortSignal,
): AsyncGenerator<T, void, void> {
  const scope = new AbortController()
  const values = followed(open, scope, owner)
  const leave = (): void => {
    forgotten.unregister(scope)
    scope.abort()
  }
  // Whoever awaits a value need not hold the iterator: it isn't forgotten until the value is there.
  const held = (result: IteratorResult<T, void>): IteratorResult<T, void> => {
    void iterator
    return result
  }
  const iterator = {
    next: () => values.next().then(held),
    return: () => {
      leave()
      return values.return()
    },
    throw: (error: unknown) => {
      leave()
      return values.throw(error)
    },
    [Symbol.asyncIterator]: () => iterator,
  } as AsyncGenerator<T, void, void>
  closedBy(iterator, (it) => it.return())
  forgotten.register(iterator, scope, scope)
  return iterator
}

async function* followed<T>(
  open: (signal: AbortSignal) => AsyncGenerator<T, void, void>,
  scope: AbortController,
  owner: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  const unfollow = onAbort(owner, () => scope.abort())
  try {
    if (!scope.signal.aborted) yield* open(scope.signal)
    if (owner?.aborted && !isPlainAbort(owner)) throw owner.reason
  } finally {
    unfollow()
    scope.abort()
  }
}
