import { type HostTurnOptions, HostTurns } from './hostTurns.js'
import { Reader } from './reader.js'

/** The values of an iterable until a signal aborts, letting the host have its turns. */
export async function* pullValues<T>(
  source: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal,
  options: HostTurnOptions = {},
): AsyncGenerator<T, void, void> {
  const reader = new Reader(source, signal)
  const turns = new HostTurns(options)
  for (let read = await reader.next(); !read.done; read = await reader.next()) {
    yield read.value
    if (turns.spent) await turns.pass()
  }
}
