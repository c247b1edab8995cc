/** Tells an iterator that nobody takes its values any more. Whatever it answers is dropped: nobody is left whom it could be told. */
export function leave(iterator: Iterator<unknown> | AsyncIterator<unknown>): void {
  try {
    const returned = iterator.return?.()
    if (returned && 'catch' in returned) (returned as Promise<unknown>).catch(() => undefined)
  } catch {
    // A generator that is left from within itself throws, and goes on to its end.
  }
}
